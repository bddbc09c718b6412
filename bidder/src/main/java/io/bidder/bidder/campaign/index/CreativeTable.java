package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.CreativeContent.Banner;
import io.bidder.bidder.campaign.CreativeContent.Native;
import io.bidder.bidder.campaign.CreativeContent.Vast;
import io.bidder.bidder.campaign.rules.Mimes;
import io.bidder.bidder.campaign.rules.Texts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.Long2LongHashMap;

/**
 * The traits of ads that decide whether they fit, in columns by creative index, so that looking at
 * a campaign's ads touches a few neighbouring numbers. Creatives are numbered in catalogue order, a
 * campaign's one after the other. Immutable.
 */
final class CreativeTable {
  static final int BANNER = 0;
  static final int VIDEO = 1;
  static final int AUDIO = 2;
  static final int NATIVE = 3;

  /** The bit of attributes and MIME types that have no bit of their own. */
  static final int OTHER = 63;

  private static final int NO_SIZE = -1;
  private static final int KIND_MASK = 3;
  private static final int SECURE = 4;
  private static final int SIZE_SHIFT = 3;

  final Creative[] creatives;

  /**
   * The creatives of campaign {@code c} go from {@code first[c]} to before {@code first[c + 1]}.
   */
  final int[] first;

  /** Each creative's size number if it is a banner, a bit for secure, and its kind. */
  private final int[] traits;

  final long[] attributes;
  final long[] mimes;

  /** The distinct sizes of banners, and the campaigns that have one of each. */
  final int[] widths;

  final int[] heights;
  final Postings[] campaignsBySize;

  /** The campaigns that have an ad of a kind. */
  final Postings[] campaignsByKind;

  private final Long2LongHashMap sizeNumbers = new Long2LongHashMap(NO_SIZE);
  private final TextMap<Integer> mimeNumbers;

  CreativeTable(List<Campaign> campaigns) {
    int count = campaigns.stream().mapToInt(c -> c.creatives().size()).sum();
    creatives = new Creative[count];
    first = new int[campaigns.size() + 1];
    traits = new int[count];
    attributes = new long[count];
    mimes = new long[count];
    List<IntArrayList> bySize = new ArrayList<>();
    List<IntArrayList> byKind = new ArrayList<>();
    for (int kind = BANNER; kind <= NATIVE; kind++) {
      byKind.add(new IntArrayList());
    }
    IntArrayList widthList = new IntArrayList();
    IntArrayList heightList = new IntArrayList();
    Map<String, Integer> mimeList = new LinkedHashMap<>();
    int next = 0;
    for (int c = 0; c < campaigns.size(); c++) {
      for (Creative creative : campaigns.get(c).creatives()) {
        creatives[next] = creative;
        int kind = kind(creative);
        Dimension.add(byKind.get(kind), c);
        attributes[next] = attributeBits(creative.attributes());
        int size = 0;
        if (creative.content() instanceof Banner banner) {
          mimes[next] = mimeBits(banner.mimes(), mimeList);
          size = (int) sizeNumbers.get(key(banner.w(), banner.h()));
          if (size == NO_SIZE) {
            size = bySize.size();
            sizeNumbers.put(key(banner.w(), banner.h()), size);
            bySize.add(new IntArrayList());
            widthList.addInt(banner.w());
            heightList.addInt(banner.h());
          }
          Dimension.add(bySize.get(size), c);
        }
        traits[next] = size << SIZE_SHIFT | (creative.secure() ? SECURE : 0) | kind;
        next++;
      }
      first[c + 1] = next;
    }
    widths = widthList.toIntArray();
    heights = heightList.toIntArray();
    campaignsBySize = postings(bySize, campaigns.size());
    campaignsByKind = postings(byKind, campaigns.size());
    mimeNumbers = TextMap.of(mimeList, true);
  }

  int count() {
    return creatives.length;
  }

  int kind(int creative) {
    return traits[creative] & KIND_MASK;
  }

  boolean isSecure(int creative) {
    return (traits[creative] & SECURE) != 0;
  }

  /** A banner's index into {@link #widths} and {@link #heights}. */
  int size(int creative) {
    return traits[creative] >>> SIZE_SHIFT;
  }

  /** The number of a size, or -1 where no banner has it. */
  int sizeNumber(int w, int h) {
    return (int) sizeNumbers.get(key(w, h));
  }

  /** The bit of a MIME type, or 0 where no banner has it or it is among the {@link #OTHER}. */
  long mimeBit(CharSequence mime) {
    Integer number = mimeNumbers.get(mime);
    return number == null || number >= OTHER ? 0 : 1L << number;
  }

  private static int kind(Creative creative) {
    return switch (creative.content()) {
      case Banner _ -> BANNER;
      case Vast vast -> vast.audio() ? AUDIO : VIDEO;
      case Native _ -> NATIVE;
    };
  }

  private static long attributeBits(List<Integer> attributes) {
    long bits = 0;
    for (int attribute : attributes) {
      bits |= 1L << (attribute >= 0 && attribute < OTHER ? attribute : OTHER);
    }
    return bits;
  }

  private static long mimeBits(List<String> mimes, Map<String, Integer> numbers) {
    long bits = 0;
    for (String mime : mimes) {
      String key = Texts.fold(mime);
      Integer number = numbers.get(key);
      if (number == null) {
        number = numbers.size();
        numbers.put(key, number);
        if (key.equals(Mimes.JPEG)) {
          numbers.put(Mimes.JPG, number);
        } else if (key.equals(Mimes.JPG)) {
          numbers.put(Mimes.JPEG, number);
        }
      }
      bits |= 1L << Math.min(number, OTHER);
    }
    return bits;
  }

  private static long key(int w, int h) {
    return (long) w << 32 | (h & 0xFFFFFFFFL);
  }

  private static Postings[] postings(List<IntArrayList> members, int universe) {
    return members.stream().map(m -> Postings.of(m, universe)).toArray(Postings[]::new);
  }
}
