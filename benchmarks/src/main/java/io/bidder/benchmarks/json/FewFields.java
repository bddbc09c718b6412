package io.bidder.benchmarks.json;

import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Imp;

/**
 * The fields of a request that a simple bidder of banners needs: a tenth of those that ours reads.
 * Empty or 0 where the request has none.
 */
record FewFields(
    String id,
    int tmax,
    String impId,
    double floor,
    int w,
    int h,
    String domain,
    String ua,
    String country,
    String userId) {

  private static final double MICROS = 1e6;

  /** The same of a request that was read in full. */
  static FewFields of(BidRequest request) {
    Imp imp = request.imps.get(0);
    return new FewFields(
        request.id.toString(),
        request.tmaxMillis,
        imp.id.toString(),
        imp.floorCpmMicros / MICROS,
        imp.banner.w,
        imp.banner.h,
        request.inventory.domain.toString(),
        request.device.ua.toString(),
        request.device.geo.country.toString(),
        request.user.id.toString());
  }

  /** The fields while they are found. */
  static final class Found {
    String id = "";
    int tmax;
    String impId = "";
    double floor;
    int w;
    int h;
    String domain = "";
    String ua = "";
    String country = "";
    String userId = "";

    FewFields fields() {
      return new FewFields(id, tmax, impId, floor, w, h, domain, ua, country, userId);
    }
  }
}
