package io.bidder.bidder.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.bidder.modelstore.testing.Waits;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PulseTest {
  @Test
  void heldUpShouldNameTheThreadThatARouteBlocksUntilItGoesOn() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Route blocking =
        new Route(
            "/block/",
            List.of("GET"),
            request -> {
              entered.countDown();
              try {
                release.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return CompletableFuture.completedFuture(RouteResponse.empty(Status.NO_CONTENT));
            });
    try (TestServer server =
            new TestServer(
                Transport.best(), TestServer.echo(), List.of(blocking), "http.ioThreads=1");
        RawClient client = server.connect()) {
      // A server cannot close while its thread is held up.
      try {
        assertNull(server.server.heldUp());
        client.send("GET /block/ HTTP/1.1\r\nHost: x\r\n\r\n");
        entered.await();
        // On a busy machine the thread that accepts may be late, too, and is asked first.
        Waits.until(
            "a thread that is held up",
            () -> "thread http-io-1 does not go on".equals(server.server.heldUp()));
      } finally {
        release.countDown();
      }
      Waits.until("threads that go on", () -> server.server.heldUp() == null);
    }
  }

  @Test
  void heldUpShouldNameAThreadThatHasEnded() {
    TestServer server = new TestServer(TestServer.echo(), "http.ioThreads=1");
    server.close();
    String heldUp = String.valueOf(server.server.heldUp());
    assertEquals(" has ended", heldUp.substring(heldUp.lastIndexOf(" has")), heldUp);
  }
}
