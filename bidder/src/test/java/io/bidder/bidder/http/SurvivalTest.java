package io.bidder.bidder.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Failures that are worse than exceptions, in the threads that serve sockets. */
class SurvivalTest {
  private static final String GET = "GET /r/x HTTP/1.1\r\nHost: b\r\n\r\n";

  private static Error error() {
    return new StackOverflowError("on purpose");
  }

  @Test
  void requestShouldBeAnswered500WhenTheBidHandlerFails() throws Exception {
    BidHandler failing =
        bid -> {
          if (TestServer.text(bid).equals("bad")) {
            throw error();
          }
          bid.noBid("");
        };
    try (TestServer server = new TestServer(failing);
        RawClient client = server.connect()) {
      assertEquals(500, client.post("/openrtb2/bid", "bad").read().status());
      assertTrue(server.saw("failed io"));
      assertEquals(204, client.post("/openrtb2/bid", "good").read().status());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void requestShouldBeAnswered500WhenARouteFails(boolean later) throws Exception {
    RouteHandler failing =
        _ -> {
          if (later) {
            return CompletableFuture.failedFuture(error());
          }
          throw error();
        };
    try (TestServer server =
            new TestServer(
                Transport.best(),
                TestServer.echo(),
                List.of(new Route("/r/", List.of("GET"), failing)));
        RawClient client = server.connect()) {
      assertEquals(500, client.send(GET).read().status());
      assertTrue(server.saw("failed io"));
      assertEquals("|x", client.post("/openrtb2/bid", "x").read().text());
    }
  }

  @Test
  void threadShouldGoOnWhenSendingFails() throws Exception {
    BidHandler failing =
        new BidHandler() {
          @Override
          public void onRequest(PendingBid bid) {
            byte[] bytes = "bid".getBytes(StandardCharsets.US_ASCII);
            if (TestServer.text(bid).equals("bad")) {
              Thread.ofPlatform()
                  .start(() -> bid.answer(bytes, 3, 0, "LATE", System.nanoTime() + 1_000_000_000));
            } else {
              bid.answer(bytes, 0, 3);
            }
          }

          @Override
          public void onSent(PendingBid bid, boolean inTime) {
            throw error();
          }
        };
    try (TestServer server = new TestServer(failing, "http.ioThreads=1");
        RawClient client = server.connect();
        RawClient other = server.connect()) {
      client.post("/openrtb2/bid", "bad");
      server.awaitEvent("closed");
      assertTrue(server.saw("failed io"));
      assertEquals("bid", other.post("/openrtb2/bid", "good").read().text());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/ad/%", "/ad/%zz", "/ad/%C3", "/ad/7?a=%", "/ad/7?%zz=1", "/ad/7?a=%u0041"})
  void unreadableTargetShouldBeMalformedAndNoFailure(String target) throws Exception {
    try (TestServer server = new TestServer(TestServer.echo());
        RawClient client = server.connect()) {
      int status = client.send("GET " + target + " HTTP/1.1\r\nHost: b\r\n\r\n").read().status();
      assertTrue(status == 400 || status == 404, status + " for " + target);
      assertFalse(server.saw("failed io"));
      assertEquals("|x", client.post("/openrtb2/bid", "x").read().text());
    }
  }
}
