package io.bidder.bidder.campaign.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.CampaignsOut;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.openrtb.NativeAsset;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The most work that a request can make, counted in ads looked at, whatever it asks for. */
class SelectorWorkTest {
  private static final int CAMPAIGNS = 20_000;
  private static final int CAP = 30_000;

  /** Looking at a last campaign may go beyond a share: its ads, of which some by their rules. */
  private static final int BEYOND = 200;

  private final Catalogue catalogue = new RandomCatalogue(new Random(3)).next(CAMPAIGNS);
  private final Selector selector =
      new Selector(new CampaignIndex(catalogue), new CampaignsOut(), CAP);
  private final BidRequest request = new BidRequest();
  private final Candidates found = new Candidates();

  @Test
  void everyImpShouldGetItsShareOfTheWorkWhenOneRequestAsksForMoreThanThereIs() {
    Consumer<Imp> banner =
        imp -> {
          imp.hasBanner = true;
          imp.instl = true;
        };
    Consumer<Imp> video = imp -> imp.hasVideo = true;
    Consumer<Imp> nativeAd =
        imp -> {
          imp.hasNative = true;
          for (int i = 0; i < 32; i++) {
            NativeAsset asset = imp.nativeRequest.assets.add();
            asset.clear();
            asset.id = i;
            asset.kind = NativeAsset.Kind.IMAGE;
            for (int mime = 0; mime < 64; mime++) {
              asset.mimes.add().set(mime == 63 ? "image/png" : "image/x" + mime);
            }
          }
        };
    Consumer<Imp> deals =
        imp -> {
          for (int i = 0; i < 64; i++) {
            Deal deal = imp.deals.add();
            deal.clear();
            deal.id.set(RandomCatalogue.DEALS.get(i % 2));
            for (int seat = 0; seat < 64; seat++) {
              deal.wseat.add().set("s" + seat);
              deal.wadomain.add().set("d" + seat + ".example");
            }
          }
        };
    everyImpShouldGetItsShare(banner);
    everyImpShouldGetItsShare(banner.andThen(imp -> imp.banner.battr.add(70)));
    everyImpShouldGetItsShare(video.andThen(nativeAd).andThen(banner));
    everyImpShouldGetItsShare(banner.andThen(deals));
  }

  private void everyImpShouldGetItsShare(Consumer<Imp> fill) {
    request.clear();
    for (int i = 0; i < BidRequest.MAX_IMPS; i++) {
      Imp imp = request.imps.add();
      imp.clear();
      fill.accept(imp);
    }
    selector.begin(request, "x1", RandomCatalogue.NOW);
    int limited = 0;
    int before = CAP;
    for (int i = 0; i < request.imps.size(); i++) {
      selector.select(request.imps.get(i), found);
      int share = before / (request.imps.size() - i);
      assertTrue(before - selector.workLeft() <= share, "more than its share");
      limited += selector.wasLimited() ? 1 : 0;
      before = selector.workLeft();
    }
    assertTrue(limited > 0);
    assertTrue(before >= 0 && before < BEYOND, before + " left");
  }

  @Test
  void everyCampaignShouldGetItsTurnWhenNoRequestCanLookAtAll() {
    Imp imp = request.imps.add();
    imp.hasBanner = true;
    imp.instl = true;
    Selector all = new Selector(new CampaignIndex(catalogue));
    all.begin(request, "x1", RandomCatalogue.NOW);
    assertNull(all.select(imp, found));
    assertFalse(all.wasLimited());
    Set<Integer> expected = new HashSet<>();
    addTo(expected);
    Selector few = new Selector(new CampaignIndex(catalogue), new CampaignsOut(), 500);
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 1_500; i++) {
      few.begin(request, "x1", RandomCatalogue.NOW);
      assertNull(few.select(imp, found));
      assertTrue(few.wasLimited());
      addTo(seen);
    }
    assertEquals(expected, seen);
  }

  private void addTo(Set<Integer> creatives) {
    for (int i = 0; i < found.size(); i++) {
      creatives.add(found.get(i).creativeIndex);
    }
  }
}
