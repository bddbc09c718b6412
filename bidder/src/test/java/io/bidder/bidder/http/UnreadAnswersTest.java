package io.bidder.bidder.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that leave their answers, or the rest of their requests, to the server's memory. */
class UnreadAnswersTest {
  /** Too much for the sockets' buffers. */
  private static final byte[] BIG = "z".repeat(16_000_000).getBytes(StandardCharsets.US_ASCII);

  private static final BidHandler BIG_ANSWERS = bid -> bid.answer(BIG, 0, BIG.length);

  @Test
  void clientThatDoesNotReadShouldBeClosedAfterAWhile() throws Exception {
    try (TestServer server =
            new TestServer(BIG_ANSWERS, "http.writeTimeout=50ms", "http.maxUnreadBytes=64MiB");
        RawClient client = server.connect();
        RawClient other = server.connect()) {
      client.post("/openrtb2/bid", "x").post("/openrtb2/bid", "y");
      server.awaitEvent("closed");
      assertTrue(server.saw("http.writeTimeout"));
      assertEquals(404, other.send("GET /none HTTP/1.1\r\nHost: b\r\n\r\n").read().status());
    }
  }

  @Test
  void clientThatReadsSlowlyShouldGetItsAnswer() throws Exception {
    try (TestServer server =
            new TestServer(BIG_ANSWERS, "http.writeTimeout=20s", "http.maxUnreadBytes=64MiB");
        RawClient client = server.connect();
        RawClient other = server.connect()) {
      client.post("/openrtb2/bid", "x");
      assertEquals(404, other.send("GET /none HTTP/1.1\r\nHost: b\r\n\r\n").read().status());
      assertEquals(BIG.length, client.read().text().length());
      assertFalse(server.saw("closed"));
    }
  }

  @Test
  void clientShouldBeClosedWhenItLeavesTooMuchUnread() throws Exception {
    try (TestServer server = new TestServer(BIG_ANSWERS, "http.maxUnreadBytes=1MiB");
        RawClient client = server.connect()) {
      client.post("/openrtb2/bid", "x");
      server.awaitEvent("closed");
      assertTrue(server.saw("http.maxUnreadBytes"));
    }
  }

  @Test
  void connectionThatHoldsMostShouldBeClosedWhenAllTogetherHoldTooMuch() throws Exception {
    try (TestServer server =
            new TestServer(
                TestServer.echo(),
                "http.ioThreads=1",
                "http.maxBufferedBytes=1MiB",
                "http.maxBodyBytes=512KiB",
                "http.readTimeout=1m");
        RawClient modest = server.connect()) {
      modest.send("POST /openrtb2/bid HTTP/1.1\r\nHost: b\r\nContent-Length: 5\r\n\r\nab");
      List<RawClient> greedy = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        RawClient client = server.connect();
        greedy.add(client);
        client.send("POST /openrtb2/bid HTTP/1.1\r\nHost: b\r\nContent-Length: 500000\r\n\r\n");
        client.sendQuietly("x".repeat(400_000));
      }
      server.awaitEvent("http.maxBufferedBytes");
      assertEquals("|abcde", modest.send("cde").read().text());
      for (RawClient client : greedy) {
        client.close();
      }
    }
  }

  @Test
  void requestsShouldWaitUnreadWhenTheClientTakesNoAnswers() throws Exception {
    try (TestServer server =
            new TestServer(BIG_ANSWERS, "http.maxUnreadBytes=64MiB", "http.writeTimeout=20s");
        RawClient client = server.connect()) {
      Thread sender =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  client.send(RawClient.request("/openrtb2/bid", "x").repeat(3));
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      for (int i = 0; i < 3; i++) {
        assertEquals(BIG.length, client.read().text().length());
      }
      sender.join();
    }
  }
}
