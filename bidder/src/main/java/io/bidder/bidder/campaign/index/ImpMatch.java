package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.rules.BannerSizes;
import io.bidder.bidder.campaign.rules.CreativeRules;
import io.bidder.bidder.campaign.rules.NativeAssets;
import io.bidder.bidder.openrtb.Banner;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Format;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.openrtb.IntList;
import io.bidder.bidder.openrtb.NativeRequest;
import java.util.Arrays;
import org.agrona.collections.IntArrayList;

/**
 * Matches creatives with one impression, whose conditions are made ready once. One thread's,
 * reused.
 */
final class ImpMatch {
  /** Ads that could be looked at in the time that rules read from a request's lists take. */
  private static final int SLOW_WORK = 32;

  private static final long ANY_MIME = -1;

  private final CreativeTable table;

  /** The sizes of banners that the slot takes, as a set and as a list. */
  private final long[] takesSize;

  private final IntArrayList sizesTaken = new IntArrayList();
  private long blockedBannerAttributes;
  private long bannerMimes;
  private long blockedTypes;

  /** Whether the banner slot, and the native one, has each of the frameworks that ads need. */
  private final boolean[] bannerHasApis;

  private final boolean[] nativeHasApis;

  /** The kinds of spots that were held against the slot, and those of them that fit. */
  private final long[] spotsKnown;

  private final long[] spotsThatFit;

  /** The parts of native ads that were held against the slot, and the assets each answers. */
  private final long[] partsKnown;

  private final long[] assetsAnswered;
  private long assetsRequired;
  private long blockedNativeAttributes;

  /** Ads looked at, or as many as could have been, since the slot was read. */
  private int work;

  ImpMatch(CreativeTable table) {
    this.table = table;
    takesSize = new long[Bits.words(table.widths.length)];
    bannerHasApis = new boolean[table.apis.size()];
    nativeHasApis = new boolean[table.apis.size()];
    spotsKnown = new long[Bits.words(table.spots.length)];
    spotsThatFit = new long[spotsKnown.length];
    partsKnown = new long[Bits.words(table.natives.partCount())];
    assetsAnswered = new long[table.natives.partCount()];
  }

  int work() {
    return work;
  }

  /** The most that {@link #work} comes to for a slot if every ad is looked at. */
  long mostWork(Imp imp) {
    long assets = imp.hasNative ? imp.nativeRequest.assets.size() : 0;
    return (1L + SLOW_WORK) * table.creatives.length + assets * table.natives.partCount();
  }

  /** Adds the campaigns that have an ad of a kind and size that the slot takes. */
  void allow(BidRequest request, Imp imp, Eligible eligible) {
    Arrays.fill(takesSize, 0);
    Arrays.fill(spotsKnown, 0);
    Arrays.fill(partsKnown, 0);
    sizesTaken.clear();
    work = 0;
    if (imp.hasBanner) {
      readBanner(request, imp);
      for (int i = 0; i < sizesTaken.size(); i++) {
        eligible.allow(table.campaignsBySize[sizesTaken.getInt(i)]);
      }
    }
    allowKind(imp.hasVideo, CreativeTable.VIDEO, eligible);
    allowKind(imp.hasAudio, CreativeTable.AUDIO, eligible);
    allowKind(imp.hasNative, CreativeTable.NATIVE, eligible);
    if (imp.hasNative) {
      readNative(imp.nativeRequest);
    }
  }

  /** Tells whether the ad fits; languages, security and blocked ads are not looked at. */
  boolean fits(BidRequest request, Imp imp, int creative) {
    work++;
    return switch (table.kind(creative)) {
      case CreativeTable.BANNER -> imp.hasBanner && bannerFits(request, imp, creative);
      case CreativeTable.NATIVE -> imp.hasNative && nativeFits(request, imp, creative);
      default -> spotFits(request, imp, table.number(creative));
    };
  }

  private boolean bannerFits(BidRequest request, Imp imp, int creative) {
    if (!Bits.get(takesSize, table.number(creative)) || !bannerHasApis[table.apis(creative)]) {
      return false;
    }
    // What a request does not restrict is not looked at: each column is a cache miss of its own.
    if (blockedBannerAttributes != 0) {
      long attributes = table.attributes[creative];
      if (attributes >>> CreativeTable.OTHER != 0) {
        return fitsByRules(request, imp, table.creatives[creative]);
      }
      if ((attributes & blockedBannerAttributes) != 0) {
        return false;
      }
    }
    if (bannerMimes != ANY_MIME) {
      long mimes = table.mimes[creative];
      if (mimes >>> CreativeTable.OTHER != 0) {
        return fitsByRules(request, imp, table.creatives[creative]);
      }
      if ((mimes & ~bannerMimes) != 0) {
        return false;
      }
    }
    if (blockedTypes == 0) {
      return true;
    }
    int type = table.type(creative);
    return type == CreativeTable.OTHER_TYPE
        ? fitsByRules(request, imp, table.creatives[creative])
        : (blockedTypes & 1L << type) == 0;
  }

  private boolean spotFits(BidRequest request, Imp imp, int spot) {
    if (!Bits.get(spotsKnown, spot)) {
      Bits.set(spotsKnown, spot);
      if (fitsByRules(request, imp, table.spots[spot])) {
        Bits.set(spotsThatFit, spot);
      } else {
        Bits.clear(spotsThatFit, spot);
      }
    }
    return Bits.get(spotsThatFit, spot);
  }

  private boolean nativeFits(BidRequest request, Imp imp, int creative) {
    if (!nativeHasApis[table.apis(creative)]) {
      return false;
    }
    if (blockedNativeAttributes != 0) {
      long attributes = table.attributes[creative];
      if (attributes >>> CreativeTable.OTHER != 0) {
        return fitsByRules(request, imp, table.creatives[creative]);
      }
      if ((attributes & blockedNativeAttributes) != 0) {
        return false;
      }
    }
    NativeTable natives = table.natives;
    int ad = table.number(creative);
    long answered = 0;
    for (int i = natives.firstPart(ad); i < natives.endOfParts(ad); i++) {
      answered |= assetsAnsweredBy(natives.partOfAd(i), imp.nativeRequest);
    }
    return answered != 0 && (assetsRequired & ~answered) == 0;
  }

  /** The assets that a part answers, as bits. */
  private long assetsAnsweredBy(int part, NativeRequest slot) {
    if (!Bits.get(partsKnown, part)) {
      Bits.set(partsKnown, part);
      work += slot.assets.size();
      long answered = 0;
      for (int i = 0; i < slot.assets.size(); i++) {
        if (NativeAssets.answer(table.natives.part(part), slot.assets.get(i))
            != NativeAssets.UNANSWERED) {
          answered |= 1L << i;
        }
      }
      assetsAnswered[part] = answered;
    }
    return assetsAnswered[part];
  }

  private boolean fitsByRules(BidRequest request, Imp imp, Creative creative) {
    work += SLOW_WORK;
    return CreativeRules.firstBrokenBySlot(request, imp, creative) == null;
  }

  private void allowKind(boolean wanted, int kind, Eligible eligible) {
    if (wanted) {
      eligible.allow(table.campaignsByKind[kind]);
    }
  }

  private void readBanner(BidRequest request, Imp imp) {
    Banner banner = imp.banner;
    if (BannerSizes.listsAll(imp)) {
      take(table.sizeNumber(banner.w, banner.h));
      for (int i = 0; i < banner.formats.size(); i++) {
        Format format = banner.formats.get(i);
        take(table.sizeNumber(format.w, format.h));
      }
    } else {
      for (int size = 0; size < table.widths.length; size++) {
        if (BannerSizes.take(imp, request.device, table.widths[size], table.heights[size])) {
          take(size);
        }
      }
    }
    find(banner.api, bannerHasApis);
    blockedBannerAttributes = bits(banner.battr);
    blockedTypes = bits(banner.btype);
    bannerMimes = banner.mimes.isEmpty() ? ANY_MIME : 0;
    for (int i = 0; i < banner.mimes.size(); i++) {
      bannerMimes |= table.mimeBit(banner.mimes.get(i));
    }
  }

  private void readNative(NativeRequest slot) {
    find(slot.api, nativeHasApis);
    assetsRequired = 0;
    for (int i = 0; i < slot.assets.size(); i++) {
      assetsRequired |= slot.assets.get(i).required ? 1L << i : 0;
    }
    blockedNativeAttributes = bits(slot.battr);
  }

  private void find(IntList api, boolean[] has) {
    for (int i = 0; i < has.length; i++) {
      has[i] = table.apis.get(i).areIn(api);
    }
  }

  private void take(int size) {
    if (size >= 0 && !Bits.get(takesSize, size)) {
      Bits.set(takesSize, size);
      sizesTaken.addInt(size);
    }
  }

  private static long bits(IntList codes) {
    long bits = 0;
    for (int i = 0; i < codes.size(); i++) {
      int code = codes.get(i);
      bits |= 1L << (code >= 0 && code < CreativeTable.OTHER ? code : CreativeTable.OTHER);
    }
    return bits;
  }
}
