package io.bidder.bidder.campaign.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.openrtb.BidRequest;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SelectorAllocationTest {
  private static final int REQUESTS = 200;
  private static final int ROUNDS = 30;

  @Test
  void selectShouldAllocateNothingWhenWarm() {
    Random random = new Random(11);
    Selector selector = new Selector(new CampaignIndex(new RandomCatalogue(random).next(3_000)));
    List<BidRequest> requests = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      BidRequest request = new BidRequest();
      new RandomRequest(random).fill(request);
      requests.add(request);
    }
    Candidates out = new Candidates();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long best = Long.MAX_VALUE;
    long found = 0;
    // The compiler may move its own allocations into this thread while it warms up.
    for (int round = 0; round < ROUNDS; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < REQUESTS; i++) {
        BidRequest request = requests.get(i);
        selector.begin(request, "x1", RandomCatalogue.NOW);
        selector.select(request.imps.get(0), out);
        found += out.size();
      }
      best = Math.min(best, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertTrue(found > REQUESTS, found + " candidates");
    // Reading the counter itself may cost some bytes.
    assertEquals(0, best / REQUESTS);
  }
}
