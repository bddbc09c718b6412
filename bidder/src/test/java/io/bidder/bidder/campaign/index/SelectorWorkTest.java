package io.bidder.bidder.campaign.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.CampaignsOut;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.Markup;
import io.bidder.bidder.campaign.Targeting;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.openrtb.NativeAsset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    Imp imp = banner();
    Selector all = new Selector(new CampaignIndex(catalogue));
    all.begin(request, "x1", RandomCatalogue.NOW);
    assertNull(all.select(imp, found));
    assertFalse(all.wasLimited());
    Set<Integer> expected = new HashSet<>();
    addTo(expected);
    Selector few = new Selector(new CampaignIndex(catalogue), new CampaignsOut(), 1_000);
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 1_500; i++) {
      few.begin(request, "x1", RandomCatalogue.NOW);
      assertNull(few.select(imp, found));
      assertTrue(few.wasLimited());
      addTo(seen);
    }
    assertEquals(expected, seen);
  }

  /** Fewer campaigns than the share, but more ads, or ads that take more work than others. */
  @ParameterizedTest
  @CsvSource({"200, 10, 1, 1000", "200, 1, 70, 1000", "63, 100, 1, 500", "100, 1, 1, 64"})
  void everyAdShouldGetItsTurnWhenAdsAreMoreThanCanBeLookedAt(
      int campaigns, int adsEach, int attribute, int cap) {
    Imp imp = banner();
    imp.banner.battr.add(80);
    Selector few = selector(campaigns, adsEach, attribute, cap);
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 20 * campaigns; i++) {
      few.begin(request, "x1", RandomCatalogue.NOW);
      assertNull(few.select(imp, found));
      assertTrue(few.wasLimited());
      addTo(seen);
    }
    assertEquals(campaigns * adsEach, seen.size());
  }

  @Test
  void adsShouldComeInCatalogueOrderWhenAllAreLookedAt() {
    Imp imp = banner();
    // Enough for these ads, but not if each were read by rules.
    Selector enough = selector(150, 3, 1, 700);
    for (int i = 0; i < 1_000; i++) {
      enough.begin(request, "x1", RandomCatalogue.NOW);
      assertNull(enough.select(imp, found));
      assertFalse(enough.wasLimited());
      assertEquals(450, found.size());
      for (int ad = 0; ad < found.size(); ad++) {
        assertEquals(ad, found.get(ad).creativeIndex);
      }
    }
  }

  private Imp banner() {
    Imp imp = request.imps.add();
    imp.hasBanner = true;
    imp.instl = true;
    return imp;
  }

  private static Selector selector(int campaigns, int adsEach, int attribute, int cap) {
    Advertiser advertiser = new Advertiser("a", "a.example", List.of(), 1, "s");
    List<Campaign> list = new ArrayList<>();
    for (int c = 0; c < campaigns; c++) {
      List<Creative> creatives = new ArrayList<>();
      for (int i = 0; i < adsEach; i++) {
        String id = c + "-" + i;
        creatives.add(
            new Creative(
                id,
                id,
                new CreativeContent.Banner(300, 250, 1, List.of(), Markup.of("")),
                List.of(attribute),
                List.of(),
                List.of(),
                "",
                true,
                null,
                Creative.Delivery.ADM,
                Map.of()));
      }
      list.add(
          new Campaign(
              "c" + c,
              advertiser,
              null,
              null,
              new Economics("USD", 1, 1, 0, Long.MAX_VALUE),
              Targeting.everywhere(),
              List.of(),
              true,
              Map.of(),
              creatives));
    }
    return new Selector(new CampaignIndex(new Catalogue(list)), new CampaignsOut(), cap);
  }

  private void addTo(Set<Integer> creatives) {
    for (int i = 0; i < found.size(); i++) {
      creatives.add(found.get(i).creativeIndex);
    }
  }
}
