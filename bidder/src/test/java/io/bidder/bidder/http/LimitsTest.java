package io.bidder.bidder.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections: how many, how long, and how they end. */
class LimitsTest {
  Transport transport() {
    return Transport.best();
  }

  private final BlockingQueue<PendingBid> pending = new LinkedBlockingQueue<>();

  @Test
  void connectionShouldBeClosedAtOnceWhenThereAreTooManyAndAllHaveWork() throws Exception {
    try (TestServer server = new TestServer(transport(), pending::add, "http.maxConnections=2");
        RawClient first = server.connect();
        RawClient second = server.connect()) {
      first.post("/openrtb2/bid", "1");
      second.post("/openrtb2/bid", "2");
      PendingBid one = pending.take();
      PendingBid other = pending.take();
      try (RawClient third = server.connect()) {
        assertTrue(third.isClosed());
        assertTrue(server.saw("http.maxConnections"));
      }
      one.noBid("");
      other.noBid("");
      assertEquals(204, first.read().status());
      assertEquals(204, second.read().status());
    }
  }

  @Test
  void idleConnectionShouldBeClosed() throws Exception {
    try (TestServer server =
            new TestServer(transport(), TestServer.echo(), "http.idleTimeout=50ms");
        RawClient client = server.connect()) {
      client.post("/openrtb2/bid", "x").read();
      assertTrue(client.isClosed());
      assertTrue(server.saw("http.idleTimeout"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "P",
        "\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: b\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: b\r\nContent-Length: 5\r\n\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: b\r\nContent-Length: 5\r\n\r\nabc",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc"
      })
  void slowRequestShouldTimeOutAfterThoseBeforeItAreAnswered(String half) throws Exception {
    try (TestServer server =
            new TestServer(transport(), TestServer.echo(), "http.readTimeout=50ms");
        RawClient client = server.connect()) {
      client.send(RawClient.request("/openrtb2/bid", "before") + half);
      assertEquals("|before", client.read().text());
      RawClient.Response response = client.read();
      assertEquals(408, response.status());
      assertEquals("close", response.header("connection"));
      assertTrue(client.isClosed());
      assertTrue(server.saw("http.readTimeout"));
      assertTrue(server.saw("refused 408"));
    }
  }

  @Test
  void clientThatDribblesShouldBeCutOff() throws Exception {
    try (TestServer server =
            new TestServer(
                transport(),
                TestServer.echo(),
                "http.readTimeout=100ms",
                "http.maxBodyBytes=64MiB");
        RawClient client = server.connect()) {
      client.send("POST /openrtb2/bid HTTP/1.1\r\nHost: b\r\nContent-Length: 60000000\r\n\r\n");
      // Bytes keep coming until the server has had enough; then the client is told, or reset.
      Thread dribbler =
          Thread.ofPlatform()
              .start(() -> {
                while (client.sendQuietly("y")) {
                  Thread.onSpinWait();
                }
              });
      try {
        assertEquals(408, client.read().status());
      } finally {
        client.hangUp();
        dribbler.join();
      }
    }
  }

  @Test
  void connectionWithoutARequestShouldNotTimeOutAsSlow() throws Exception {
    try (TestServer server = new TestServer(transport(), pending::add, "http.readTimeout=50ms");
        RawClient client = server.connect()) {
      client.post("/openrtb2/bid", "x");
      PendingBid bid = pending.take();
      // While another connection's request times out, this one waits for its answer.
      try (RawClient slow = server.connect()) {
        assertEquals(408, slow.send("P").read().status());
        assertEquals(408, server.connect().send("P").read().status());
      }
      bid.noBid("LATE");
      assertEquals(204, client.read().status());
      assertEquals(0, pending.size());
    }
  }

  /** Java's own selector frees a closed listening socket a moment later, when it looks again. */
  private static void assertRefusesConnections(TestServer server) {
    assertThrows(
        IOException.class,
        () -> {
          for (int i = 0; i < 10_000; i++) {
            server.connect().close();
          }
        });
  }

  @Test
  void drainShouldAnswerWhatBeganAndSayThatTheConnectionCloses() throws Exception {
    try (TestServer server = new TestServer(transport(), pending::add, "http.drainTimeout=20s");
        RawClient idle = server.connect();
        RawClient waiting = server.connect();
        RawClient half = server.connect()) {
      idle.post("/openrtb2/bid", "x");
      pending.take().noBid("");
      idle.read();
      waiting.post("/openrtb2/bid", "a").post("/openrtb2/bid", "b");
      PendingBid a = pending.take();
      PendingBid b = pending.take();
      half.send("POST /openrtb2/bid HTTP/1.1\r\nHost: b\r\nContent-Length: 2\r\n\r\nc");
      half.send("");
      // The server's one I/O thread has read the half when it has answered what came after it.
      try (RawClient other = server.connect()) {
        other.post("/openrtb2/bid", "d");
        pending.take().noBid("");
        other.read();
      }
      CompletableFuture<Void> drained = CompletableFuture.runAsync(server.server::drain);
      assertTrue(idle.isClosed());
      assertRefusesConnections(server);
      idle.hangUp();
      b.noBid("");
      a.noBid("");
      assertEquals("", waiting.read().header("connection"));
      assertEquals("close", waiting.read().header("connection"));
      half.send("c");
      pending.take().noBid("");
      assertEquals("close", half.read().header("connection"));
      waiting.hangUp();
      half.hangUp();
      drained.get();
    }
  }

  @Test
  void requestShouldBeAnsweredWhenItWasOnItsWayAsTheServerWentDown() throws Exception {
    try (TestServer server =
            new TestServer(
                transport(), TestServer.echo(), "http.drainGrace=2s", "http.drainTimeout=30s");
        RawClient idle = server.connect();
        RawClient other = server.connect()) {
      idle.post("/openrtb2/bid", "x").read();
      other.post("/openrtb2/bid", "x").read();
      CompletableFuture<Void> drained = CompletableFuture.runAsync(server.server::drain);
      // Answers keep the connection until draining has begun.
      RawClient.Response response = other.post("/openrtb2/bid", "y").read();
      while (response.header("connection").isEmpty()) {
        response = other.post("/openrtb2/bid", "y").read();
      }
      assertEquals("|y", response.text());
      assertEquals("close", response.header("connection"));
      assertTrue(other.isClosed());
      other.hangUp();
      // So does a new connection, for the port is still known to somebody.
      try (RawClient late = server.connect()) {
        response = late.post("/openrtb2/bid", "z").read();
        assertEquals("|z", response.text());
        assertEquals("close", response.header("connection"));
        assertTrue(late.isClosed());
      }
      assertEquals("close", idle.post("/openrtb2/bid", "x").read().header("connection"));
      idle.hangUp();
      drained.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void answerShouldArriveWhenTheClientSendsMoreAsTheServerGoesDown() throws Exception {
    try (TestServer server =
            new TestServer(
                transport(), pending::add, "http.drainGrace=0ms", "http.drainTimeout=20s");
        RawClient client = server.connect()) {
      client.post("/openrtb2/bid", "x");
      PendingBid bid = pending.take();
      CompletableFuture<Void> drained = CompletableFuture.runAsync(server.server::drain);
      assertRefusesConnections(server);
      byte[] big = new byte[1_000_000];
      bid.answer(big, 0, big.length);
      RawClient.Response head = client.readHead();
      assertEquals("close", head.header("connection"));
      // What comes after the last answer is read and left, so that no reset destroys the answer.
      client.sendQuietly("x".repeat(1_000_000));
      assertEquals(big.length, client.readBody(big.length).length());
      assertTrue(client.isClosed());
      client.hangUp();
      drained.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void drainShouldEndWhenNoAnswerComes() throws Exception {
    try (TestServer server = new TestServer(transport(), pending::add, "http.drainTimeout=50ms");
        RawClient client = server.connect()) {
      client.post("/openrtb2/bid", "x");
      PendingBid never = pending.take();
      server.server.drain();
      assertTrue(client.isClosed());
      assertTrue(server.saw("http.drainTimeout"));
      never.noBid("");
    }
  }

  @Test
  void closeShouldEndEverythingAndLaterAnswersShouldBeNoError() throws Exception {
    PendingBid late;
    try (TestServer server = new TestServer(transport(), pending::add);
        RawClient client = server.connect()) {
      client.post("/openrtb2/bid", "x");
      late = pending.take();
      server.server.close();
      assertTrue(client.isClosed());
    }
    late.noBid("");
  }
}
