package io.bidder.benchmarks.select;

import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.Device;
import io.bidder.bidder.openrtb.Format;
import io.bidder.bidder.openrtb.Geo;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.openrtb.NativeAsset;
import io.bidder.bidder.openrtb.TextList;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests with one impression each as exchanges send them: a site or app, where the device is and
 * what it is, some segments and keywords, lists of blocked categories and advertisers. The seed
 * decides them.
 */
final class MadeUpRequests {
  private final Draw draw;

  private MadeUpRequests(long seed) {
    draw = new Draw(seed);
  }

  static List<BidRequest> of(long seed, int count) {
    MadeUpRequests requests = new MadeUpRequests(seed);
    List<BidRequest> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(requests.request());
    }
    return list;
  }

  private BidRequest request() {
    BidRequest request = new BidRequest();
    boolean app = draw.chance(0.4);
    geo(request.device.geo);
    device(request.device, app);
    if (app) {
      request.inventory.bundle.set(Supply.app(draw.popular(Supply.APPS)));
    } else {
      request.inventory.domain.set("www." + Supply.site(draw.popular(Supply.SITES)));
    }
    request.inventory.publisherId.set(Supply.publisher(draw.popular(Supply.PUBLISHERS)));
    add(request.inventory.cat, draw.some(1, 3, Supply.CATEGORIES, Supply::category));
    request.inventory.keywords.set(
        String.join(",", draw.some(0, 8, Supply.KEYWORDS, Supply::keyword)));
    add(request.user.segments, draw.maybe(0.6, 1, 20, Supply.SEGMENTS, Supply::segment));
    if (draw.chance(0.3)) {
      request.user.yob = draw.between(1945, 2010);
      request.user.gender.set(draw.pick(List.of("M", "F")));
    }
    add(request.bcat, draw.some(2, 20, Supply.CATEGORIES, n -> Supply.category(499 - n)));
    add(request.badv, draw.maybe(0.5, 10, 200, 5 * Supply.ADVERTISERS, Supply::advertiser));
    Imp imp = request.imps.add();
    imp.clear();
    imp(imp);
    return request;
  }

  private void geo(Geo geo) {
    geo.country.set(Supply.country(draw.popular(Supply.COUNTRIES.size())));
    geo.region.set(Supply.region(draw.popular(Supply.REGIONS)));
    geo.city.set(Supply.city(draw.popular(Supply.CITIES)));
    geo.metro.set(Supply.metro(draw.popular(Supply.METROS)));
    geo.lat = draw.between(25.0, 60.0);
    geo.lon = draw.between(-120.0, 30.0);
    geo.utcoffsetMinutes = 60 * draw.between(-8, 3);
  }

  private void device(Device device, boolean app) {
    device.devicetype = app ? draw.pick(List.of(4, 4, 4, 5, 3)) : draw.pick(List.of(2, 2, 4, 1));
    device.os.set(Supply.SYSTEMS.get(draw.popular(Supply.SYSTEMS.size())));
    device.osv.set(draw.between(9, 17) + "." + draw.between(0, 5));
    device.browser.set(Supply.BROWSERS.get(draw.popular(Supply.BROWSERS.size())));
    device.connectiontype = draw.pick(List.of(0, 2, 2, 6, 7));
    device.language.set(Supply.LANGUAGES.get(draw.popular(Supply.LANGUAGES.size())));
  }

  private void imp(Imp imp) {
    imp.secure = draw.chance(0.9);
    double kind = draw.between(0.0, 1.0);
    if (kind < 0.7) {
      imp.hasBanner = true;
      int sizes = draw.between(1, 3);
      for (int i = 0; i < sizes; i++) {
        int[] size = Supply.SIZES.get(draw.popular(Supply.SIZES.size()));
        Format format = imp.banner.formats.add();
        format.clear();
        format.w = size[0];
        format.h = size[1];
      }
      for (int attribute = 1; attribute <= 10; attribute++) {
        if (draw.chance(0.3)) {
          imp.banner.battr.add(attribute);
        }
      }
    } else if (kind < 0.9) {
      imp.hasVideo = true;
      imp.video.w = 640;
      imp.video.h = 360;
      imp.video.minduration = 5;
      imp.video.maxduration = draw.pick(List.of(15, 30));
      imp.video.mimes.add().set("video/mp4");
      imp.video.protocols.add(3);
      imp.video.protocols.add(7);
      imp.video.linearity = 1;
    } else {
      imp.hasNative = true;
      NativeAsset title = imp.nativeRequest.assets.add();
      title.clear();
      title.id = 1;
      title.required = true;
      title.kind = NativeAsset.Kind.TITLE;
      title.len = 90;
    }
    for (String id : draw.maybe(0.15, 1, 4, Supply.DEALS, Supply::deal)) {
      Deal deal = imp.deals.add();
      deal.clear();
      deal.id.set(id);
    }
  }

  private static void add(TextList list, List<String> values) {
    for (String value : values) {
      list.add().set(value);
    }
  }
}
