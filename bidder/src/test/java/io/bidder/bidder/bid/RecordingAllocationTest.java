package io.bidder.bidder.bid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.bidder.bidder.campaign.CampaignsOut;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.metrics.BidMetrics;
import io.bidder.bidder.notice.TokenWriter;
import io.bidder.bidder.record.EventRecords;
import io.bidder.bidder.response.OutcomeUrls;
import io.bidder.bidder.serve.DemoStore;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.segment.LogReader;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.serving.ServedModel;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The garbage of signing a bid's outcome URLs and recording all that was known of it. */
class RecordingAllocationTest {
  private static final int CALLS = 500;
  private static final int ROUNDS = 20;

  private static final Exchange EXCHANGE = TestExchange.of(false);

  /** Two impressions for a person who may be known. */
  private static final byte[] REQUEST =
      """
      {"id": "r", "imp": [{"id": "1", "banner": {"w": 300, "h": 250}}, {"id": "2", "banner": {"w":
       300, "h": 250}, "exp": 60}], "site": {"domain": "daily-paper.org", "page":
       "https://daily-paper.org/größe"}, "device": {"ua": "Mozilla/5.0 (Windows NT 10.0)",
       "ifa": "4f1c2f9e-0000-4000-8000-000000000001", "geo": {"country": "USA", "utcoffset": -300}},
       "user": {"buyeruid": "b", "data": [{"segment": [{"id": "7"}, {"id": "9"}]}]}}
      """
          .getBytes(StandardCharsets.UTF_8);

  @TempDir private Path directory = Path.of("");

  @Test
  void signingAndRecordingShouldAllocateNothing() {
    Catalogue catalogue =
        OneAdEach.catalogue(
            new Economics("USD", 80_000_000, 0.25, 0, Long.MAX_VALUE),
            "<a href=\"${BIDDER_CLICK_URL}\"><img src=\"${BIDDER_IMPRESSION_URL}\"></a>");
    CampaignIndex index = new CampaignIndex(catalogue);
    BidLimits limits = BidLimits.of(64, 1);
    DirectoryModelStore store = new DirectoryModelStore(DemoStore.DEMO);
    try (ServedModel model =
            new ServedModel(
                ScoringModel.open(
                    store.open(store.currentId().orElseThrow()), ScoringOptions.defaults()),
                1);
        BidMetrics metrics = new BidMetrics(List.of("acme"), BidLimits.NAMES);
        EventRecords records =
            EventRecords.open(
                ServerConfig.load(
                        null,
                        List.of(
                            "events.dir=" + directory, "events.sync=os", "events.requestShare=0"))
                    .events(),
                directory,
                InstantSource.system(),
                List.of(),
                List.of(),
                metrics.events())) {
      ServedCatalogue plain = ServedCatalogue.of(index, () -> "https://bid.example", false);
      ServedCatalogue counted = ServedCatalogue.of(index, () -> "https://bid.example", true);
      BidPipeline without =
          new BidPipeline(
              new Served(model, () -> plain, new CampaignsOut(), limits),
              () -> 0,
              BidObserver.NONE);
      BidPipeline with =
          new BidPipeline(
              new Served(model, () -> counted, new CampaignsOut(), limits),
              () -> 0,
              BidObserver.NONE,
              new Recording(
                  records.recorder(),
                  records.persons(),
                  new OutcomeUrls(() -> "https://bid.example", new TokenWriter(records::keys))));
      BidContext[] batch = {new BidContext(0, limits)};
      long leastWithout = Long.MAX_VALUE;
      long leastWith = Long.MAX_VALUE;
      // The compiler may move its own allocations into this thread while it warms up.
      for (int round = 0; round < ROUNDS; round++) {
        leastWithout = Math.min(leastWithout, allocatedByARequest(without, batch));
        leastWith = Math.min(leastWith, allocatedByARequest(with, batch));
      }
      assertEquals(leastWithout, leastWith, "bytes with signing and recording, and without");
    }
    try (LogReader reader = LogReader.openAtStart(directory)) {
      assertTrue(reader.next());
      Happening.Bid bid = (Happening.Bid) Event.read(reader.payload()).happening();
      assertEquals(32, bid.subject().person().length());
      assertTrue(bid.values().size() > 5, bid::toString);
    }
  }

  private static long allocatedByARequest(BidPipeline pipeline, BidContext[] batch) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int call = 0; call < CALLS; call++) {
      batch[0].begin(EXCHANGE, REQUEST, REQUEST.length, 0, 1_764_583_200_000L);
      pipeline.bid(batch, 1, Silent.INSTANCE);
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
  }
}
