package io.bidder.bidder.bid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.CatalogueSlots;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.Markup;
import io.bidder.bidder.campaign.Targeting;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.campaign.index.Selector;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Imp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CandidatePreRankingTest {
  private static final int CREATIVES = 200;

  private final CandidatePreRanking cut = new CandidatePreRanking(new RecentScores());
  private final Candidates candidates = new Candidates();
  private final List<Campaign> campaigns = campaigns();

  CandidatePreRankingTest() {
    cut.grow(CREATIVES);
  }

  @Test
  void cutShouldKeepThoseOfHighestExpectedValueWhateverTheirOrder() {
    for (int i = 0; i < CREATIVES; i++) {
      scored(i, 0.001f);
    }
    Random random = new Random(1);
    for (int cap : new int[] {1, 7, 64, 199}) {
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < CREATIVES; i++) {
        order.add(i);
      }
      Collections.shuffle(order, random);
      fill(order);
      cut(cap);
      assertEquals(cap, candidates.size());
      // Equal probabilities: the value of an order, which grows with the index, decides.
      assertEquals(highest(cap), kept());
    }
  }

  @Test
  void cutShouldLearnFromScores() {
    for (int i = 0; i < CREATIVES; i++) {
      scored(i, 0.001f);
    }
    for (int i = 0; i < 200; i++) {
      scored(0, 0.9f);
    }
    fill(ascending());
    cut(5);
    assertTrue(kept().contains(0), () -> kept().toString());
  }

  @Test
  void cutShouldTryWhatWasNeverScoredFirst() {
    for (int i = 0; i < CREATIVES; i++) {
      if (i != 3) {
        scored(i, 0.5f);
      }
    }
    fill(ascending());
    cut(1);
    assertEquals(Set.of(3), kept());
  }

  @Test
  void cutShouldGiveABadStartAnotherChance() {
    for (int i = 0; i < CREATIVES; i++) {
      scored(i, i == CREATIVES - 1 ? 0.0001f : 0.01f);
    }
    boolean returned = false;
    for (int round = 0; round < 20_000 && !returned; round++) {
      fill(ascending());
      cut(10);
      returned = kept().contains(CREATIVES - 1);
      for (int kept : kept()) {
        scored(kept, 0.01f);
      }
    }
    assertTrue(returned);
  }

  @Test
  void cutShouldRememberAdsWhenACatalogueIsShortenedReorderedAndGrownAgain() {
    CatalogueSlots slots = new CatalogueSlots();
    BidRequest request = new BidRequest();
    Imp imp = request.imps.add();
    imp.hasBanner = true;
    imp.banner.w = 300;
    imp.banner.h = 250;
    for (int i = 0; i < CREATIVES; i++) {
      // The ad of the highest order value is known to be worth least.
      scored(slots.creative("cr" + i), i == CREATIVES - 1 ? 1e-9f : 0.001f);
    }
    List<Campaign> reordered = new ArrayList<>(campaigns);
    Collections.shuffle(reordered, new Random(3));
    for (List<Campaign> reload :
        List.of(campaigns, campaigns.subList(150, CREATIVES), reordered, campaigns)) {
      CampaignIndex index = new CampaignIndex(new Catalogue(reload), slots);
      cut.grow(index.creativeSlotCount());
      Selector selector = new Selector(index);
      selector.begin(request, "default", 0);
      assertNull(selector.select(imp, candidates));
      cut(1);
      assertEquals("cr" + (CREATIVES - 2), candidates.get(0).creative().id());
    }
  }

  @Test
  void cutShouldChangeNothingWhenThereAreFewEnough() {
    fill(List.of(5, 2, 9));
    cut(3);
    assertEquals(Set.of(5, 2, 9), kept());
  }

  private void cut(int cap) {
    cut.order(candidates, cap);
    candidates.truncate(cap);
  }

  private void scored(int creative, float pCtcvr) {
    Candidates one = new Candidates();
    one.add().set(creative, creative, creative, campaigns.getFirst(), ad(campaigns.getFirst()));
    cut.scored(one, new float[] {pCtcvr}, 0);
  }

  private static Creative ad(Campaign campaign) {
    return campaign.creatives().getFirst();
  }

  private void fill(List<Integer> creatives) {
    candidates.clear();
    for (int index : creatives) {
      Campaign campaign = campaigns.get(index);
      candidates.add().set(index, index, index, campaign, ad(campaign));
    }
  }

  private Set<Integer> kept() {
    Set<Integer> kept = new HashSet<>();
    for (int i = 0; i < candidates.size(); i++) {
      kept.add(candidates.get(i).creativeIndex);
    }
    return kept;
  }

  private static Set<Integer> highest(int count) {
    return new HashSet<>(ascending().subList(CREATIVES - count, CREATIVES));
  }

  private static List<Integer> ascending() {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < CREATIVES; i++) {
      all.add(i);
    }
    return all;
  }

  private static List<Campaign> campaigns() {
    Advertiser advertiser = new Advertiser("a", "a.example", List.of(), 1, "seat");
    List<Campaign> campaigns = new ArrayList<>();
    for (int i = 0; i < CREATIVES; i++) {
      Creative creative =
          new Creative(
              "cr" + i,
              "ad" + i,
              new CreativeContent.Banner(300, 250, 2, List.of(), Markup.of("<p>ad</p>")),
              List.of(),
              List.of(),
              List.of(),
              "",
              true,
              null,
              Creative.Delivery.ADM,
              Map.of());
      campaigns.add(
          new Campaign(
              "c" + i,
              advertiser,
              null,
              null,
              new Economics("USD", (i + 1) * 1_000_000L, 0.25, 0, Long.MAX_VALUE),
              Targeting.everywhere(),
              List.of(),
              true,
              Map.of(),
              List.of(creative)));
    }
    return campaigns;
  }
}
