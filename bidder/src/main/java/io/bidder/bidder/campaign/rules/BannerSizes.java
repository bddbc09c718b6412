package io.bidder.bidder.campaign.rules;

import io.bidder.bidder.openrtb.Banner;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Device;
import io.bidder.bidder.openrtb.Format;
import io.bidder.bidder.openrtb.Imp;

/** The sizes that a banner slot takes (OpenRTB 3.2.6, 3.2.10). */
public final class BannerSizes {
  /** An interstitial is filled to at least 1 / this in each direction. */
  private static final int INTERSTITIAL_SHARE = 2;

  private BannerSizes() {}

  /** Tells whether the slot names every size it takes, so that sizes can be looked up. */
  public static boolean listsAll(Imp imp) {
    if (imp.instl) {
      return false;
    }
    for (int i = 0; i < imp.banner.formats.size(); i++) {
      if (isRatio(imp.banner.formats.get(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Tells whether the slot takes a banner of this size: its own size or one of its formats, a
   * format's ratio from its least width on, or, as an interstitial, any size that fills at least
   * half of it in each direction. An interstitial without a size takes any that fits the screen; if
   * that is not known either, any banner.
   */
  public static boolean take(Imp imp, Device device, int w, int h) {
    Banner banner = imp.banner;
    boolean sized = isSize(banner.w, banner.h);
    if (sized && takesSize(imp, banner.w, banner.h, w, h)) {
      return true;
    }
    for (int i = 0; i < banner.formats.size(); i++) {
      Format format = banner.formats.get(i);
      sized |= isSize(format.w, format.h) || isRatio(format);
      if (takesFormat(imp, format, w, h)) {
        return true;
      }
    }
    if (!imp.instl || sized) {
      return false;
    }
    return !isSize(device.w, device.h)
        || (w <= independent(device.w, device) && h <= independent(device.h, device));
  }

  /** A side of the screen in the pixels that banners are measured in. */
  static int independent(int pixels, Device device) {
    return Double.isNaN(device.pxratio) ? pixels : (int) Math.round(pixels / device.pxratio);
  }

  private static boolean takesFormat(Imp imp, Format format, int w, int h) {
    if (isSize(format.w, format.h) && takesSize(imp, format.w, format.h, w, h)) {
      return true;
    }
    return isRatio(format)
        && (long) w * format.hratio == (long) h * format.wratio
        && (format.wmin == BidRequest.NONE || w >= format.wmin);
  }

  private static boolean takesSize(Imp imp, int slotW, int slotH, int w, int h) {
    if (!imp.instl) {
      return slotW == w && slotH == h;
    }
    return w <= slotW
        && h <= slotH
        && (long) w * INTERSTITIAL_SHARE >= slotW
        && (long) h * INTERSTITIAL_SHARE >= slotH;
  }

  public static boolean isSize(int w, int h) {
    return w > 0 && h > 0;
  }

  static boolean isRatio(Format format) {
    return format.wratio > 0 && format.hratio > 0;
  }
}
