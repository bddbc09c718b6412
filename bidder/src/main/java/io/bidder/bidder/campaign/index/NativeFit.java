package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.CreativeContent.Data;
import io.bidder.bidder.campaign.CreativeContent.Image;
import io.bidder.bidder.campaign.CreativeContent.Native;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.NativeAsset;
import io.bidder.bidder.openrtb.NativeRequest;
import org.jspecify.annotations.Nullable;

/**
 * Which parts of a native ad answer the assets that a slot asks for (OpenRTB Native 1.2, 4.2). Who
 * selects an ad and who writes the answer must agree on that.
 */
public final class NativeFit {
  private NativeFit() {}

  /** Whether the ad has something for every asset that is required. */
  public static boolean hasAllRequired(NativeRequest request, Native ad) {
    for (int i = 0; i < request.assets.size(); i++) {
      NativeAsset asset = request.assets.get(i);
      if (asset.required && !has(asset, ad)) {
        return false;
      }
    }
    return true;
  }

  private static boolean has(NativeAsset asset, Native ad) {
    return switch (asset.kind) {
      case TITLE -> fitsTitle(asset, ad);
      case IMAGE -> imageFor(asset, ad) != null;
      case DATA -> dataFor(asset, ad) != null;
      case VIDEO, UNKNOWN -> false;
    };
  }

  /** Whether the ad's title is one for this title asset: there, and not too long. */
  public static boolean fitsTitle(NativeAsset asset, Native ad) {
    return !ad.title().isEmpty() && fitsLength(asset, ad.title());
  }

  /**
   * The first image of the asset's type, sizes and MIME types, or null. {@code w} and {@code h} are
   * exact where there is no minimum beside them.
   */
  public static @Nullable Image imageFor(NativeAsset asset, Native ad) {
    for (int i = 0; i < ad.images().size(); i++) {
      Image image = ad.images().get(i);
      if ((asset.type == BidRequest.NONE || asset.type == image.type())
          && fitsSide(asset.w, asset.wmin, image.w())
          && fitsSide(asset.h, asset.hmin, image.h())
          && (asset.mimes.isEmpty() || Mimes.contains(asset.mimes, image.mime()))) {
        return image;
      }
    }
    return null;
  }

  /** The first text of the asset's type that is not too long, or null. */
  public static @Nullable Data dataFor(NativeAsset asset, Native ad) {
    for (int i = 0; i < ad.data().size(); i++) {
      Data data = ad.data().get(i);
      if (asset.type == data.type() && fitsLength(asset, data.value())) {
        return data;
      }
    }
    return null;
  }

  private static boolean fitsLength(NativeAsset asset, String text) {
    return asset.len <= 0 || text.length() <= asset.len;
  }

  private static boolean fitsSide(int exact, int min, int side) {
    if (min > 0) {
      return side >= min;
    }
    return exact <= 0 || side == exact;
  }
}
