package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.CreativeContent.Data;
import io.bidder.bidder.campaign.CreativeContent.Image;
import io.bidder.bidder.campaign.CreativeContent.Native;
import io.bidder.bidder.campaign.Markup;
import io.bidder.bidder.names.Texts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.collections.IntArrayList;

/**
 * The native ads as sets of parts: what a slot asks for is held against each kind of title, image
 * and text there is, of which a catalogue has few, and not against every ad. Immutable.
 */
final class NativeTable {
  private final Native[] parts;
  private final int[] first;
  private final int[] partsOfAds;

  private NativeTable(List<Native> parts, IntArrayList first, IntArrayList partsOfAds) {
    this.parts = parts.toArray(Native[]::new);
    this.first = first.toIntArray();
    this.partsOfAds = partsOfAds.toIntArray();
  }

  /** Kinds of parts. */
  int partCount() {
    return parts.length;
  }

  /** An ad of nothing but a part. */
  Native part(int number) {
    return parts[number];
  }

  int firstPart(int ad) {
    return first[ad];
  }

  int endOfParts(int ad) {
    return first[ad + 1];
  }

  int partOfAd(int index) {
    return partsOfAds[index];
  }

  /** All of a part that a slot looks at. */
  private record Kind(String name, int type, int w, int h, String mime, int chars) {}

  /** Gathers ads, which are numbered from 0. */
  static final class Builder {
    private final Map<Kind, Integer> numbers = new HashMap<>();
    private final List<Native> parts = new ArrayList<>();
    private final IntArrayList first = new IntArrayList();
    private final IntArrayList partsOfAds = new IntArrayList();

    Builder() {
      first.addInt(0);
    }

    /** The ad's number. */
    int add(Native ad) {
      if (!ad.title().isEmpty()) {
        Kind kind = new Kind("title", 0, 0, 0, "", ad.title().length());
        add(kind, only(ad.title(), List.of(), List.of()));
      }
      for (Image image : ad.images()) {
        Kind kind =
            new Kind("image", image.type(), image.w(), image.h(), Texts.fold(image.mime()), 0);
        add(kind, only("", List.of(image), List.of()));
      }
      for (Data data : ad.data()) {
        Kind kind = new Kind("data", data.type(), 0, 0, "", data.value().length());
        add(kind, only("", List.of(), List.of(data)));
      }
      first.addInt(partsOfAds.size());
      return first.size() - 2;
    }

    private void add(Kind kind, Native part) {
      Integer known = numbers.putIfAbsent(kind, parts.size());
      if (known == null) {
        parts.add(part);
      }
      partsOfAds.addInt(known == null ? parts.size() - 1 : known);
    }

    private static Native only(String title, List<Image> images, List<Data> data) {
      return new Native(title, images, data, Markup.of(""), List.of(), List.of());
    }

    NativeTable build() {
      return new NativeTable(parts, first, partsOfAds);
    }
  }
}
