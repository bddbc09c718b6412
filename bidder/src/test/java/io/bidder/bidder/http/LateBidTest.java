package io.bidder.bidder.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.testing.Waits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Bids that would leave after their deadline. */
class LateBidTest {
  private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);

  private final BlockingQueue<PendingBid> pending = new LinkedBlockingQueue<>();
  private final BlockingQueue<Boolean> inTime = new LinkedBlockingQueue<>();

  /** Leaves requests to the test, and tells it which bids were sent. */
  private final BidHandler handler =
      new BidHandler() {
        @Override
        public void onRequest(PendingBid bid) {
          pending.add(bid);
        }

        @Override
        public void onSent(PendingBid bid, boolean wasInTime) {
          inTime.add(wasInTime);
        }
      };

  private PendingBid take() throws InterruptedException {
    PendingBid bid = pending.poll(20, TimeUnit.SECONDS);
    assertTrue(bid != null, "no request came");
    return bid;
  }

  private boolean sent() throws InterruptedException {
    Boolean sent = inTime.poll(20, TimeUnit.SECONDS);
    assertTrue(sent != null, "nobody was told what became of the bid");
    return sent;
  }

  private static void bid(PendingBid pending, String bid, String noBid, long inNs) {
    byte[] both = (bid + noBid).getBytes(StandardCharsets.US_ASCII);
    pending.answer(both, bid.length(), noBid.length(), "LATE", System.nanoTime() + inNs);
  }

  @Test
  void bidShouldBeSentWhenThereIsTime() throws Exception {
    try (TestServer server = new TestServer(handler);
        RawClient client = server.connect()) {
      client.post("/openrtb2/bid", "x");
      bid(take(), "bid", "none", HOUR_NS);
      RawClient.Response response = client.read();
      assertEquals("bid", response.text());
      assertEquals("", response.header("x-bidder-nobid"));
      assertTrue(sent());
    }
  }

  @Test
  void bidShouldNotBeSentWhenItIsLate() throws Exception {
    try (TestServer server = new TestServer(handler);
        RawClient client = server.connect()) {
      client.post("/openrtb2/bid", "x");
      bid(take(), "bid", "", 0);
      RawClient.Response response = client.read();
      assertEquals(204, response.status());
      assertEquals("LATE", response.header("x-bidder-nobid"));
      assertEquals(false, sent());
      client.post("/openrtb2/bid", "x");
      bid(take(), "bid", "{nbr}", 0);
      response = client.read();
      assertEquals(200, response.status());
      assertEquals("{nbr}", response.text());
      assertEquals("LATE", response.header("x-bidder-nobid"));
      assertEquals(false, sent());
    }
  }

  @Test
  void bidShouldNotBeSentWhenItGotLateBehindAnEarlierAnswer() throws Exception {
    try (TestServer server = new TestServer(handler);
        RawClient client = server.connect()) {
      client.post("/openrtb2/bid", "a").post("/openrtb2/bid", "b");
      PendingBid a = take();
      PendingBid b = take();
      long beforeNs = System.nanoTime();
      bid(b, "bid", "", 1_000_000);
      Waits.until("the bid to be late", () -> System.nanoTime() - beforeNs > 2_000_000);
      assertEquals(0, inTime.size());
      bid(a, "bid", "", HOUR_NS);
      assertEquals("bid", client.read().text());
      assertEquals(204, client.read().status());
      assertEquals(List.of(true, false), List.of(sent(), sent()));
    }
  }

  @Test
  void bidShouldNotBeSentWhenItGotLateForAClientThatDidNotRead() throws Exception {
    String big = "z".repeat(8_000_000);
    try (TestServer server = new TestServer(handler, "http.maxUnreadBytes=64MiB");
        RawClient client = server.connect()) {
      client.post("/openrtb2/bid", "a").post("/openrtb2/bid", "b");
      PendingBid a = take();
      PendingBid b = take();
      // Too much for the sockets' buffers: the second waits until the client reads.
      bid(a, big, "", HOUR_NS);
      assertTrue(sent());
      long beforeNs = System.nanoTime();
      bid(b, "bid", "", 1_000_000);
      Waits.until("the bid to be late", () -> System.nanoTime() - beforeNs > 2_000_000);
      assertEquals(big.length(), client.read().text().length());
      assertEquals(204, client.read().status());
      assertEquals(false, sent());
    }
  }

  @Test
  void bidShouldCountAsNotSentWhenItsConnectionIsGone() throws Exception {
    try (TestServer server = new TestServer(handler)) {
      PendingBid orphan;
      try (RawClient client = server.connect()) {
        client.post("/openrtb2/bid", "x");
        orphan = take();
        client.reset();
      }
      server.awaitEvent("closed");
      bid(orphan, "bid", "", HOUR_NS);
      assertEquals(false, sent());
    }
  }
}
