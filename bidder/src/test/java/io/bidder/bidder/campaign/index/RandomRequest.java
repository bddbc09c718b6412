package io.bidder.bidder.campaign.index;

import io.bidder.bidder.openrtb.Banner;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.Format;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.openrtb.IntList;
import io.bidder.bidder.openrtb.NativeAsset;
import io.bidder.bidder.openrtb.TextList;
import io.bidder.bidder.openrtb.Video;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Requests with one or more impressions that meet some conditions of {@link RandomCatalogue}. */
final class RandomRequest {
  private static final List<String> BLOCKED_DOMAINS =
      List.of("a.example", "shop.news.a.example", "b.example", "other.example");

  private final Random random;
  private final RandomTargeting targeting;

  RandomRequest(Random random) {
    this.random = random;
    targeting = new RandomTargeting(random);
  }

  /** Fills a cleared request, and gives its impression. */
  Imp fill(BidRequest request) {
    targeting.fill(request);
    seldom(request.wseat, RandomCatalogue.SEATS);
    seldom(request.bseat, RandomCatalogue.SEATS);
    seldom(request.wlang, with("en-", List.of("US", "de", "pt")));
    seldom(request.bcat, RandomCatalogue.CATEGORIES);
    if (random.nextInt(6) == 0) {
      some(request.acat, RandomCatalogue.CATEGORIES, 5);
    }
    request.cattax = pick(List.of(1, 2, 3, 4, 600));
    seldom(request.badv, BLOCKED_DOMAINS);
    seldom(request.bapp, RandomCatalogue.BUNDLES);
    return addImp(request);
  }

  /** Adds a further impression to a request that was filled. */
  Imp addImp(BidRequest request) {
    Imp imp = request.imps.add();
    imp.clear();
    imp(imp);
    return imp;
  }

  private void imp(Imp imp) {
    imp.secure = random.nextInt(3) == 0;
    imp.instl = random.nextInt(6) == 0;
    imp.hasBanner = random.nextInt(4) > 0;
    banner(imp.banner);
    imp.hasVideo = random.nextInt(3) == 0;
    video(imp.video);
    imp.hasAudio = random.nextInt(6) == 0;
    imp.audio.maxduration = 15;
    imp.hasNative = random.nextInt(4) == 0;
    NativeAsset asset = imp.nativeRequest.assets.add();
    asset.clear();
    asset.id = 1;
    asset.kind =
        pick(List.of(NativeAsset.Kind.TITLE, NativeAsset.Kind.IMAGE, NativeAsset.Kind.DATA));
    asset.required = random.nextBoolean();
    asset.type = pick(List.of(BidRequest.NONE, 2, 3));
    asset.wmin = pick(List.of(BidRequest.NONE, 200, 400));
    codes(imp.nativeRequest.battr);
    apis(imp.nativeRequest.api);
    imp.privateAuction = random.nextInt(4) == 0;
    int deals = random.nextInt(3);
    for (int i = 0; i < deals; i++) {
      Deal deal = imp.deals.add();
      deal.clear();
      deal.id.set(pick(RandomCatalogue.DEALS));
      seldom(deal.wseat, RandomCatalogue.SEATS);
      seldom(deal.wadomain, BLOCKED_DOMAINS);
    }
  }

  private void banner(Banner banner) {
    if (random.nextInt(4) > 0) {
      banner.w = pick(List.of(300, 320, 640));
      banner.h = pick(List.of(50, 250, 480));
    }
    int formats = random.nextInt(3);
    for (int i = 0; i < formats; i++) {
      Format format = banner.formats.add();
      format.clear();
      if (random.nextBoolean()) {
        format.w = pick(List.of(300, 320));
        format.h = pick(List.of(50, 250));
      } else if (random.nextInt(3) == 0) {
        format.wratio = 6;
        format.hratio = pick(List.of(1, 5));
        format.wmin = pick(List.of(BidRequest.NONE, 300, 400));
      }
    }
    codes(banner.btype);
    codes(banner.battr);
    apis(banner.api);
    seldom(banner.mimes, List.of("image/jpg", "IMAGE/PNG", "image/gif", "text/html"));
  }

  private void video(Video video) {
    video.w = pick(List.of(BidRequest.NONE, 320, 640));
    video.h = pick(List.of(240, 360, 480));
    video.minduration = pick(List.of(BidRequest.NONE, 0, 5));
    video.maxduration = pick(List.of(BidRequest.NONE, 20, 30));
    if (random.nextInt(4) == 0) {
      video.rqddurs.add(15);
      video.rqddurs.add(30);
    }
    video.linearity = pick(List.of(BidRequest.NONE, 1, 2));
    if (random.nextBoolean()) {
      video.protocols.add(3);
      video.protocols.add(7);
    }
    video.minbitrate = pick(List.of(BidRequest.NONE, 500));
    video.maxbitrate = pick(List.of(BidRequest.NONE, 800));
    video.boxingallowed = pick(List.of(BidRequest.NONE, 0, 1));
    codes(video.battr);
    apis(video.api);
    seldom(video.mimes, RandomCatalogue.VIDEO_MIMES);
  }

  private void apis(IntList list) {
    for (int api = 1; api < 8; api++) {
      if (random.nextInt(3) > 0) {
        list.add(api);
      }
    }
  }

  private void codes(IntList list) {
    if (random.nextInt(4) == 0) {
      list.add(1);
      list.add(pick(List.of(2, 14, 70)));
    }
  }

  private void seldom(TextList list, List<String> values) {
    if (random.nextInt(4) == 0) {
      some(list, values, 3);
    }
  }

  private void some(TextList list, List<String> values, int most) {
    int count = random.nextInt(most + 1);
    for (int i = 0; i < count; i++) {
      list.add().set(pick(values));
    }
  }

  private static List<String> with(String prefix, List<String> values) {
    List<String> all = new ArrayList<>(values);
    values.forEach(value -> all.add(prefix + value));
    return all;
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
