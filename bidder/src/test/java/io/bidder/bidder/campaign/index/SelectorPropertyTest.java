package io.bidder.bidder.campaign.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.CampaignsOut;
import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.Rule;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.modelstore.testing.Cases;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The index against the plain scan. */
class SelectorPropertyTest {
  private static final int REQUESTS_PER_CATALOGUE = 40;

  @Test
  void selectShouldFindWhatTheScanFinds() {
    Cases.forAll(
        20261123,
        100,
        draw -> {
          long seed = draw.anyLong();

          Random random = new Random(seed);
          Catalogue catalogue = new RandomCatalogue(random).next(random.nextInt(200));
          CampaignsOut out = new CampaignsOut();
          Selector selector = new Selector(new CampaignIndex(catalogue), out, Integer.MAX_VALUE);
          BidRequest request = new BidRequest();
          Candidates selected = new Candidates();
          for (int i = 0; i < REQUESTS_PER_CATALOGUE; i++) {
            request.clear();
            RandomRequest requests = new RandomRequest(random);
            requests.fill(request);
            for (int more = random.nextInt(3); more > 0; more--) {
              requests.addImp(request);
            }
            long now = RandomCatalogue.NOW + random.nextInt(3) - 1;
            out.replace(someOf(catalogue.campaigns().size(), random));
            String exchange = exchange(random);
            selector.begin(request, exchange, now);
            for (int k = 0; k < request.imps.size(); k++) {
              selectShouldFindWhatTheScanFinds(
                  selector, request, exchange, request.imps.get(k), now, selected);
            }
          }
        });
  }

  private static void selectShouldFindWhatTheScanFinds(
      Selector selector,
      BidRequest request,
      String exchange,
      Imp imp,
      long now,
      Candidates selected) {
    List<String> scanned = new ArrayList<>();
    Set<Rule> stopping = EnumSet.noneOf(Rule.class);
    CampaignScan scan = selector.scan(request, exchange, now);
    for (int c = 0; c < scan.campaignCount(); c++) {
      Rule stoppedBy = scan.stoppedBy(c, imp, selected);
      assertEquals(stoppedBy == null, selected.size() > 0);
      if (stoppedBy != null) {
        stopping.add(stoppedBy);
      }
      scanned.addAll(list(selected));
    }
    NoBidReason reason = selector.select(imp, selected);
    assertEquals(scanned, list(selected));
    NoBidReason ifNone =
        stopping.contains(Rule.OUT) ? NoBidReason.CAMPAIGNS_OUT : NoBidReason.NO_ELIGIBLE_AD;
    assertEquals(scanned.isEmpty() ? ifNone : null, reason);
  }

  @Test
  void everyRuleShouldBeMetByRandomRequests() {
    Random random = new Random(5);
    Set<Rule> met = EnumSet.noneOf(Rule.class);
    int candidatesFound = 0;
    Candidates candidates = new Candidates();
    Selector selector = new Selector(new CampaignIndex(new RandomCatalogue(random).next(2_000)));
    for (int i = 0; i < REQUESTS_PER_CATALOGUE; i++) {
      BidRequest request = new BidRequest();
      Imp imp = new RandomRequest(random).fill(request);
      CampaignScan scan = selector.scan(request, exchange(random), RandomCatalogue.NOW);
      for (int c = 0; c < scan.campaignCount(); c++) {
        Rule stoppedBy = scan.stoppedBy(c, imp, candidates);
        if (stoppedBy != null) {
          met.add(stoppedBy);
        }
        candidatesFound += candidates.size();
      }
    }
    assertEquals(EnumSet.complementOf(EnumSet.of(Rule.OUT)), met);
    assertTrue(candidatesFound > 500, candidatesFound + " candidates");
  }

  private static String exchange(Random random) {
    return RandomCatalogue.EXCHANGES.get(random.nextInt(RandomCatalogue.EXCHANGES.size()));
  }

  /** None, some or all of so many slots. */
  private static BitSet someOf(int count, Random random) {
    BitSet some = new BitSet();
    int share = random.nextInt(3);
    for (int slot = 0; slot < count; slot++) {
      some.set(slot, random.nextInt(2) < share);
    }
    return some;
  }

  private static List<String> list(Candidates candidates) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      texts.add(
          candidate.creativeIndex
              + " "
              + candidate.campaign().id()
              + " "
              + candidate.creative().id()
              + " "
              + (candidate.deal == null ? "" : candidate.deal.id)
              + " "
              + candidate.w
              + "x"
              + candidate.h);
    }
    return texts;
  }
}
