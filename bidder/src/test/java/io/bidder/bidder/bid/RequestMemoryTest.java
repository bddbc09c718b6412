package io.bidder.bidder.bid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.CampaignsOut;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.json.Memory;
import io.bidder.bidder.json.MemoryLimitException;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.ExtraPaths;
import io.bidder.bidder.openrtb.WorstRequests;
import io.bidder.bidder.openrtb.reader.BidRequestReader;
import io.bidder.bidder.response.WinningBids;
import io.bidder.bidder.serve.DemoStore;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.serving.ServedModel;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What requests make the bidder hold while they are bid on, and what it keeps after them. */
class RequestMemoryTest {
  private static final long EPOCH_MILLIS = 1_764_583_200_000L;
  private static final int REQUESTS = 400;
  private static final String ORDINARY =
      """
      {"id": "ordinary", "imp": [{"id": "1", "banner": {"w": 300, "h": 250}}],
       "site": {"domain": "daily-paper.org"}}
      """;

  private final BidLimits limits = BidLimits.of(64, 1);
  private final ServedModel model = model();
  private final BidPipeline pipeline = pipeline();
  private final Exchange exchange = TestExchange.of(false);
  private final BatchContexts own = new BatchContexts(limits);
  private final BidContext context = own.contexts[0];
  private final BidContext[] batch = {context};
  private final Told told = new Told();

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void contextShouldKeepNoMoreThanItsShareWhateverTheRequestsWere() {
    long most = 0;
    for (int seed = 0; seed < REQUESTS; seed++) {
      bid(WorstRequests.request(seed));
      Memory memory = context.request.memory();
      assertTrue(memory.usedBytes() <= limits.requestBytes() + WorstRequests.BYTES);
      most = Math.max(most, memory.keptBytes());
      assertTrue(
          memory.keptBytes() <= limits.keptBytes() + 1.1 * limits.requestBytes(),
          memory.keptBytes() + " bytes after request " + seed);
      own.end(1);
      assertTrue(context.request.memory().keptBytes() <= limits.keptBytes());
    }
    assertTrue(most > limits.keptBytes(), "no request made more than a context may keep");
    assertEquals(NoBidReason.REQUEST_TOO_LARGE.name(), bid(WorstRequests.fattest()));
    own.end(1);
    assertEquals("bid", bid(ORDINARY.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void answerShouldBeTheSameWhateverTheContextHasGrownTo() {
    List<String> fresh = new ArrayList<>();
    for (int seed = 0; seed < 50; seed++) {
      BidContext own = new BidContext(0, limits);
      fresh.add(bid(own, WorstRequests.request(seed)));
    }
    for (int seed = 0; seed < 50; seed++) {
      assertEquals(fresh.get(seed), bid(WorstRequests.request(seed)), "request " + seed);
    }
  }

  @Test
  void memoryShouldBeWhatIsAllocated() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    BidRequestReader reader = new BidRequestReader();
    for (int seed = 0; seed < 60; seed++) {
      byte[] json = WorstRequests.request(seed);
      // The second request takes what the reader allocates for itself or throws away.
      long counted = 0;
      long allocated = 0;
      for (int round = 0; round < 2; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        BidRequest request = new BidRequest();
        reader.read(json, 0, json.length, ExtraPaths.none(), request);
        long both = threads.getCurrentThreadAllocatedBytes() - before;
        long again = threads.getCurrentThreadAllocatedBytes();
        reader.read(json, 0, json.length, ExtraPaths.none(), request);
        allocated = both - (threads.getCurrentThreadAllocatedBytes() - again);
        counted = request.memory().keptBytes();
      }
      double ratio = (double) counted / allocated;
      assertTrue(
          ratio > 0.75 && ratio < 1.5,
          "request " + seed + ": " + counted + " bytes counted, " + allocated + " allocated");
    }
  }

  @Test
  void requestShouldBeReadNoFurtherWhenItTakesTooMuch() {
    byte[] json = WorstRequests.request(1);
    BidRequest request = new BidRequest(new Memory(50_000));
    MemoryLimitException thrown = null;
    try {
      new BidRequestReader().read(json, 0, json.length, ExtraPaths.none(), request);
    } catch (MemoryLimitException e) {
      thrown = e;
    }
    assertNotNull(thrown);
    assertEquals(0, thrown.getStackTrace().length);
    assertTrue(request.memory().keptBytes() < 100_000);
  }

  private String bid(byte[] json) {
    return bid(context, json);
  }

  private String bid(BidContext with, byte[] json) {
    batch[0] = with;
    with.begin(exchange, json, json.length, 0, EPOCH_MILLIS);
    pipeline.bid(batch, 1, told);
    return told.outcomes.getLast();
  }

  private static ServedModel model() {
    DirectoryModelStore store = new DirectoryModelStore(DemoStore.DEMO);
    return new ServedModel(
        ScoringModel.open(store.open(store.currentId().orElseThrow()), ScoringOptions.defaults()),
        1);
  }

  private BidPipeline pipeline() {
    ServedCatalogue served =
        ServedCatalogue.of(
            new CampaignIndex(
                OneAdEach.catalogue(
                    new Economics("USD", 80_000_000, 0.25, 0, Long.MAX_VALUE), "<p>ad</p>")),
            () -> "https://bid.example",
            false);
    return new BidPipeline(
        new Served(model, () -> served, new CampaignsOut(), limits), () -> 0, BidObserver.NONE);
  }

  private static final class Told implements Answers {
    final List<String> outcomes = new ArrayList<>();

    @Override
    public void bid(BidContext context, WinningBids bids, byte[] json, int length) {
      outcomes.add("bid");
    }

    @Override
    public void noBid(BidContext context, NoBidReason reason) {
      outcomes.add(reason.name());
    }

    @Override
    public void noBid(BidContext context, NoBidReason reason, byte[] json, int length) {
      noBid(context, reason);
    }

    @Override
    public void malformed(BidContext context) {
      throw new AssertionError(context.malformed);
    }
  }
}
