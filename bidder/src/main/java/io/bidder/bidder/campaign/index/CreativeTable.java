package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.Apis;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.CreativeContent.Banner;
import io.bidder.bidder.campaign.CreativeContent.Native;
import io.bidder.bidder.campaign.CreativeContent.Vast;
import io.bidder.bidder.campaign.rules.Mimes;
import io.bidder.bidder.names.TextMap;
import io.bidder.bidder.names.Texts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.agrona.collections.IntArrayList;

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

  /** A banner's type that has no number of its own. */
  static final int OTHER_TYPE = 15;

  private static final int KIND_MASK = 3;
  private static final int SECURE = 4;
  private static final int TYPE_SHIFT = 3;
  private static final int NUMBER_SHIFT = 7;

  final Creative[] creatives;

  /**
   * The creatives of campaign {@code c} go from {@code first[c]} to before {@code first[c + 1]}.
   */
  final int[] first;

  /** Each creative's number within its kind, type if it is a banner, a bit for secure, and kind. */
  private final int[] traits;

  final long[] attributes;
  final long[] mimes;

  /** The distinct sizes of banners, and the campaigns that have one of each. */
  final int[] widths;

  final int[] heights;
  final Postings[] campaignsBySize;

  /** The campaigns that have an ad of a kind. */
  final Postings[] campaignsByKind;

  /** The first ad of each kind of video and sound that slots can tell apart. */
  final Creative[] spots;

  final NativeTable natives;

  /** The distinct frameworks that ads need, none first. */
  final List<Apis> apis;

  /** Each creative's index into {@link #apis}; empty where no ad needs any. */
  private final int[] apisOfAds;

  /** Ascending keys of sizes, which are numbered in their order. */
  private final long[] sizes;

  private final TextMap<Integer> mimeNumbers;

  CreativeTable(List<Campaign> campaigns) {
    int count = campaigns.stream().mapToInt(c -> c.creatives().size()).sum();
    creatives = new Creative[count];
    first = new int[campaigns.size() + 1];
    traits = new int[count];
    attributes = new long[count];
    mimes = new long[count];
    sizes = sizes(campaigns);
    widths = Arrays.stream(sizes).mapToInt(CreativeTable::width).toArray();
    heights = Arrays.stream(sizes).mapToInt(size -> (int) size).toArray();
    List<IntArrayList> bySize = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      bySize.add(new IntArrayList());
    }
    List<IntArrayList> byKind = new ArrayList<>();
    for (int kind = BANNER; kind <= NATIVE; kind++) {
      byKind.add(new IntArrayList());
    }
    NativeTable.Builder nativeBuilder = new NativeTable.Builder();
    Map<Spot, Integer> spotNumbers = new HashMap<>();
    List<Creative> spotList = new ArrayList<>();
    Map<String, Integer> mimeList = new LinkedHashMap<>();
    Map<Apis, Integer> apiNumbers = new LinkedHashMap<>();
    apiNumbers.put(Apis.NONE, 0);
    int[] apisByAd = new int[count];
    int next = 0;
    for (int c = 0; c < campaigns.size(); c++) {
      for (Creative creative : campaigns.get(c).creatives()) {
        creatives[next] = creative;
        int kind = kind(creative);
        Dimension.add(byKind.get(kind), c);
        apisByAd[next] = apiNumbers.computeIfAbsent(creative.apis(), _ -> apiNumbers.size());
        attributes[next] = attributeBits(creative.attributes());
        int number =
            switch (creative.content()) {
              case Banner banner -> {
                mimes[next] = mimeBits(banner.mimes(), mimeList);
                int size = sizeNumber(banner.w(), banner.h());
                Dimension.add(bySize.get(size), c);
                yield size << NUMBER_SHIFT | typeNumber(banner.type()) << TYPE_SHIFT;
              }
              case Vast vast -> {
                Integer known = spotNumbers.putIfAbsent(spot(vast, creative), spotList.size());
                if (known == null) {
                  spotList.add(creative);
                }
                yield (known == null ? spotList.size() - 1 : known) << NUMBER_SHIFT;
              }
              case Native ad -> nativeBuilder.add(ad) << NUMBER_SHIFT;
            };
        traits[next] = number | (creative.secure() ? SECURE : 0) | kind;
        next++;
      }
      first[c + 1] = next;
    }
    spots = spotList.toArray(Creative[]::new);
    natives = nativeBuilder.build();
    campaignsBySize = postings(bySize, campaigns.size());
    campaignsByKind = postings(byKind, campaigns.size());
    mimeNumbers = TextMap.of(mimeList, true);
    apis = List.copyOf(apiNumbers.keySet());
    apisOfAds = apis.size() == 1 ? new int[0] : apisByAd;
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

  /**
   * A banner's index into {@link #widths} and {@link #heights}, a spot's into {@link #spots}, a
   * native ad's in {@link #natives}.
   */
  int number(int creative) {
    return traits[creative] >>> NUMBER_SHIFT;
  }

  /** The frameworks that an ad needs, by their place in {@link #apis}. */
  int apis(int creative) {
    return apisOfAds.length == 0 ? 0 : apisOfAds[creative];
  }

  /** A banner's type, or {@link #OTHER_TYPE}. */
  int type(int creative) {
    return traits[creative] >>> TYPE_SHIFT & OTHER_TYPE;
  }

  /** The number of a size, or less than 0 where no banner has it. */
  int sizeNumber(int w, int h) {
    return Arrays.binarySearch(sizes, key(w, h));
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

  /** All of a video or sound that a slot looks at. */
  private record Spot(
      boolean audio,
      int w,
      int h,
      int durationSeconds,
      List<String> mimes,
      int protocol,
      boolean linear,
      int bitrateKbps,
      List<Integer> attributes,
      Apis apis) {}

  private static Spot spot(Vast vast, Creative creative) {
    return new Spot(
        vast.audio(),
        vast.w(),
        vast.h(),
        vast.durationSeconds(),
        vast.mimes(),
        vast.protocol(),
        vast.linear(),
        vast.bitrateKbps(),
        creative.attributes(),
        creative.apis());
  }

  private static int typeNumber(int type) {
    return type >= 0 && type < OTHER_TYPE ? type : OTHER_TYPE;
  }

  private static long[] sizes(List<Campaign> campaigns) {
    LongStream.Builder sizes = LongStream.builder();
    for (Campaign campaign : campaigns) {
      for (Creative creative : campaign.creatives()) {
        if (creative.content() instanceof Banner banner) {
          sizes.add(key(banner.w(), banner.h()));
        }
      }
    }
    return sizes.build().sorted().distinct().toArray();
  }

  private static int width(long size) {
    return (int) (size >>> 32);
  }

  private static long key(int w, int h) {
    return (long) w << 32 | (h & 0xFFFFFFFFL);
  }

  private static Postings[] postings(List<IntArrayList> members, int universe) {
    return members.stream().map(m -> Postings.of(m, universe)).toArray(Postings[]::new);
  }
}
