package io.bidder.bidder.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.testing.Waits;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** One I/O thread's time among its connections, and whose time it is that a request waited. */
class FairnessTest {
  private static final String GET = "GET /ad/7?x HTTP/1.1\r\nHost: b\r\n\r\n";

  private final ConcurrentLinkedQueue<String> order = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<PendingBid> pending = new LinkedBlockingQueue<>();
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  private static TestServer serve(BidHandler handler, String... sets) {
    return new TestServer(handler, sets);
  }

  /** Holds the I/O thread at the first request, and then answers each at once. */
  private void answerInOrder(PendingBid bid) {
    order.add(TestServer.text(bid));
    if (order.size() == 1) {
      held.countDown();
      await(release);
    }
    bid.noBid("");
  }

  /** Has its thread know a connection, before that is held. */
  private static void meet(RawClient client) throws IOException {
    client.send(GET);
    assertEquals(200, client.read().status());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(20, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private PendingBid take() throws InterruptedException {
    PendingBid bid = pending.poll(20, TimeUnit.SECONDS);
    assertTrue(bid != null, "no request came");
    return bid;
  }

  @Test
  void otherConnectionsShouldComeFirstWhenOneHasManyRequests() throws Exception {
    int many = 100;
    try (TestServer server =
            serve(this::answerInOrder, "http.ioThreads=1", "http.maxPipelined=1024");
        RawClient greedy = server.connect();
        RawClient modest = server.connect()) {
      meet(modest);
      greedy.send(RawClient.request("/openrtb2/bid", "many").repeat(many));
      await(held);
      modest.post("/openrtb2/bid", "one");
      release.countDown();
      assertEquals(204, modest.read().status());
      for (int i = 0; i < many; i++) {
        assertEquals(204, greedy.read().status());
      }
      int place = List.copyOf(order).indexOf("one");
      assertTrue(place <= 3, "it came as number " + place);
    }
  }

  @Test
  void routesShouldShareTheThreadAsBidsDo() throws Exception {
    try (TestServer server =
            serve(this::answerInOrder, "http.ioThreads=1", "http.maxPipelined=1024");
        RawClient greedy = server.connect();
        RawClient modest = server.connect()) {
      meet(modest);
      greedy.send(RawClient.request("/openrtb2/bid", "hold") + GET.repeat(100));
      greedy.post("/openrtb2/bid", "last");
      await(held);
      modest.post("/openrtb2/bid", "one");
      release.countDown();
      assertEquals(204, modest.read().status());
      assertEquals(204, greedy.read().status());
      for (int i = 0; i < 100; i++) {
        assertEquals(200, greedy.read().status());
      }
      assertEquals(204, greedy.read().status());
      assertEquals(List.of("hold", "one", "last"), List.copyOf(order));
    }
  }

  @Test
  void requestShouldCountFromWhenItCouldHaveBeenReadWhenItsThreadWasBusy() throws Exception {
    Map<String, Long> arrivals = new ConcurrentHashMap<>();
    BidHandler handler =
        bid -> {
          if (TestServer.text(bid).equals("hold")) {
            held.countDown();
            await(release);
          }
          arrivals.put(TestServer.text(bid), bid.arrivalNs());
          bid.noBid("");
        };
    try (TestServer server = serve(handler, "http.ioThreads=1");
        RawClient busy = server.connect();
        RawClient client = server.connect()) {
      client.post("/openrtb2/bid", "x").read();
      busy.post("/openrtb2/bid", "hold");
      await(held);
      client.post("/openrtb2/bid", "waits");
      long sentNs = System.nanoTime();
      Waits.until("a while", () -> System.nanoTime() - sentNs > 5_000_000);
      release.countDown();
      busy.read();
      client.read();
      assertTrue(
          arrivals.getOrDefault("waits", Long.MAX_VALUE) - sentNs <= 0,
          "it counts from after it was sent");
    }
  }

  @Test
  void requestShouldCountFromWhenItCouldHaveBeenReadWhenItsConnectionWasNotReadFrom()
      throws Exception {
    try (TestServer server = serve(pending::add, "http.ioThreads=1", "http.maxPipelined=1");
        RawClient client = server.connect();
        RawClient other = server.connect()) {
      client.post("/openrtb2/bid", "first");
      PendingBid first = take();
      // The thread has looked at the connection's socket again when it has served another one.
      roundTrip(other);
      client.post("/openrtb2/bid", "second");
      long sentNs = System.nanoTime();
      roundTrip(other);
      first.noBid("");
      PendingBid second = take();
      assertTrue(second.arrivalNs() - sentNs <= 0, "it counts from after it was sent");
      second.noBid("");
      client.read();
      client.read();
      // What comes when nothing waits counts from when it comes.
      roundTrip(other);
      roundTrip(other);
      long beforeNs = System.nanoTime();
      roundTrip(other);
      client.post("/openrtb2/bid", "third");
      PendingBid third = take();
      assertTrue(third.arrivalNs() - beforeNs >= 0, "it counts from before it was sent");
      third.noBid("");
      client.read();
    }
  }

  @Test
  void pipelinedRequestsShouldCountFromWhenTheyCame() throws Exception {
    try (TestServer server = serve(pending::add, "http.ioThreads=1", "http.maxPipelined=1");
        RawClient client = server.connect()) {
      client.send(RawClient.request("/openrtb2/bid", "x").repeat(3));
      PendingBid first = take();
      first.noBid("");
      client.read();
      for (int i = 0; i < 2; i++) {
        PendingBid bid = take();
        assertEquals(first.arrivalNs(), bid.arrivalNs());
        bid.noBid("");
        client.read();
      }
    }
  }

  private void roundTrip(RawClient client) throws Exception {
    client.post("/openrtb2/bid", "other");
    take().noBid("");
    assertEquals(204, client.read().status());
  }
}
