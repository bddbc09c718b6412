package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.rules.BannerSizes;
import io.bidder.bidder.campaign.rules.CreativeRules;
import io.bidder.bidder.openrtb.Banner;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Format;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.openrtb.IntList;
import java.util.Arrays;
import org.agrona.collections.IntArrayList;

/**
 * Matches creatives with one impression, whose conditions are made ready once. One thread's,
 * reused.
 */
final class ImpMatch {
  private static final int NO_SIZE = -1;
  private static final long ANY_MIME = -1;

  private final CreativeTable table;

  /** The sizes of banners that the slot takes, as a set and as a list. */
  private final long[] takesSize;

  private final IntArrayList sizesTaken = new IntArrayList();
  private long blockedBannerAttributes;
  private long bannerMimes;

  ImpMatch(CreativeTable table) {
    this.table = table;
    takesSize = new long[Bits.words(table.widths.length)];
  }

  /** Adds the campaigns that have an ad of a kind and size that the slot takes. */
  void allow(BidRequest request, Imp imp, Eligible eligible) {
    Arrays.fill(takesSize, 0);
    sizesTaken.clear();
    if (imp.hasBanner) {
      readBanner(request, imp);
      for (int i = 0; i < sizesTaken.size(); i++) {
        eligible.allow(table.campaignsBySize[sizesTaken.getInt(i)]);
      }
    }
    allowKind(imp.hasVideo, CreativeTable.VIDEO, eligible);
    allowKind(imp.hasAudio, CreativeTable.AUDIO, eligible);
    allowKind(imp.hasNative, CreativeTable.NATIVE, eligible);
  }

  /** Tells whether the ad fits; languages, security and blocked ads are not looked at. */
  boolean fits(BidRequest request, Imp imp, int creative) {
    if (table.kind(creative) != CreativeTable.BANNER) {
      return CreativeRules.firstBrokenBySlot(request, imp, table.creatives[creative]) == null;
    }
    if (!imp.hasBanner || !Bits.get(takesSize, table.size(creative))) {
      return false;
    }
    // What a request does not restrict is not looked at: each column is a cache miss of its own.
    if (blockedBannerAttributes != 0) {
      long attributes = table.attributes[creative];
      if (attributes >>> CreativeTable.OTHER != 0) {
        return CreativeRules.firstBrokenBySlot(request, imp, table.creatives[creative]) == null;
      }
      if ((attributes & blockedBannerAttributes) != 0) {
        return false;
      }
    }
    if (bannerMimes != ANY_MIME) {
      long mimes = table.mimes[creative];
      if (mimes >>> CreativeTable.OTHER != 0) {
        return CreativeRules.firstBrokenBySlot(request, imp, table.creatives[creative]) == null;
      }
      if ((mimes & ~bannerMimes) != 0) {
        return false;
      }
    }
    return imp.banner.btype.isEmpty() || typeAllowed(imp.banner, creative);
  }

  private boolean typeAllowed(Banner banner, int creative) {
    return !(table.creatives[creative].content()
            instanceof io.bidder.bidder.campaign.CreativeContent.Banner ad)
        || !banner.btype.contains(ad.type());
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
    blockedBannerAttributes = bits(banner.battr);
    bannerMimes = banner.mimes.isEmpty() ? ANY_MIME : 0;
    for (int i = 0; i < banner.mimes.size(); i++) {
      bannerMimes |= table.mimeBit(banner.mimes.get(i));
    }
  }

  private void take(int size) {
    if (size != NO_SIZE && !Bits.get(takesSize, size)) {
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
