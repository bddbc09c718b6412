package io.bidder.benchmarks.select;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.benchmarks.subject.Catalogues;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.campaign.index.Selector;
import io.bidder.bidder.openrtb.BidRequest;
import org.junit.jupiter.api.Test;

/** A check that the benchmark selects neither next to nothing nor almost everything. */
class SelectBenchmarkTest {
  private static final int CAMPAIGNS = 5_000;
  private static final int REQUESTS = 300;

  @Test
  void requestsShouldFindOneCampaignInAHundred() {
    Selector selector = new Selector(new CampaignIndex(Catalogues.dsp(CAMPAIGNS, 1)));
    Candidates out = new Candidates();
    long found = 0;
    int without = 0;
    for (BidRequest request : SelectBenchmark.requests(REQUESTS, 2)) {
      selector.begin(request, "default", SelectBenchmark.NOW_MILLIS);
      selector.select(request.imps.get(0), out);
      found += out.size();
      without += out.size() == 0 ? 1 : 0;
    }
    double each = (double) found / REQUESTS;
    assertTrue(each > CAMPAIGNS / 500.0 && each < CAMPAIGNS / 20.0, each + " candidates each");
    assertTrue(without < REQUESTS / 3, without + " requests without candidates");
  }

  @Test
  void catalogueShouldBeTheSameWhenTheSeedIs() {
    assertEquals(Catalogues.dsp(1_200, 7), Catalogues.dsp(1_200, 7));
  }
}
