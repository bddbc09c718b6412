package io.bidder.bidder.campaign.rules;

import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.NativeAsset;
import io.bidder.bidder.openrtb.NativeRequest;
import java.util.List;

/**
 * Matches the assets of a native ad with those of a native slot (OpenRTB Native 1.2, 4.2 and 5.2).
 * Nothing is cut or scaled: an asset that does not fit is no answer. Allocates nothing.
 */
public final class NativeAssets {
  /** No asset of the ad answers the slot's. */
  public static final int UNANSWERED = -1;

  private NativeAssets() {}

  /** Tells whether the ad has all assets that the slot requires, and at least one it asks for. */
  public static boolean fits(CreativeContent.Native ad, NativeRequest slot) {
    boolean answered = false;
    for (int i = 0; i < slot.assets.size(); i++) {
      NativeAsset asset = slot.assets.get(i);
      if (answer(ad, asset) != UNANSWERED) {
        answered = true;
      } else if (asset.required) {
        return false;
      }
    }
    return answered;
  }

  /**
   * Finds the ad's answer to an asset: its index in the ad's images or data, by the asset's kind; 0
   * for its title; {@link #UNANSWERED} if there is none.
   */
  public static int answer(CreativeContent.Native ad, NativeAsset asset) {
    if (asset.id == BidRequest.NONE) {
      return UNANSWERED; // An answer names the asset it is for.
    }
    return switch (asset.kind) {
      case TITLE -> !ad.title().isEmpty() && isWithin(asset.len, ad.title()) ? 0 : UNANSWERED;
      case IMAGE -> image(ad.images(), asset);
      case DATA -> data(ad.data(), asset);
      case VIDEO, UNKNOWN -> UNANSWERED;
    };
  }

  /** The first image of exactly the size wanted, or else the first that fits. */
  private static int image(List<CreativeContent.Image> images, NativeAsset asset) {
    int fitting = UNANSWERED;
    for (int i = 0; i < images.size(); i++) {
      CreativeContent.Image image = images.get(i);
      if ((asset.type == BidRequest.NONE || asset.type == image.type())
          && fitsLength(image.w(), asset.w, asset.wmin)
          && fitsLength(image.h(), asset.h, asset.hmin)
          && Mimes.accepts(asset.mimes, image.mime())) {
        if (isNoneOr(asset.w, image.w()) && isNoneOr(asset.h, image.h())) {
          return i;
        }
        if (fitting == UNANSWERED) {
          fitting = i;
        }
      }
    }
    return fitting;
  }

  private static int data(List<CreativeContent.Data> data, NativeAsset asset) {
    for (int i = 0; i < data.size(); i++) {
      if (data.get(i).type() == asset.type && isWithin(asset.len, data.get(i).value())) {
        return i;
      }
    }
    return UNANSWERED;
  }

  /** A least size makes the wanted one a wish; without it the wanted one is a condition. */
  private static boolean fitsLength(int length, int wanted, int least) {
    return least > 0 ? length >= least : isNoneOr(wanted, length);
  }

  /** A wanted size of 0 leaves it open, as some exchanges do. */
  private static boolean isNoneOr(int wanted, int length) {
    return wanted <= 0 || wanted == length;
  }

  /** Counted in UTF-16 units: any other count of characters is no larger. */
  private static boolean isWithin(int mostChars, String text) {
    return mostChars <= 0 || text.length() <= mostChars;
  }
}
