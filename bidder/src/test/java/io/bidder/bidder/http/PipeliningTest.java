package io.bidder.bidder.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several requests of one connection at once. */
class PipeliningTest {
  private static final String POST = "POST /openrtb2/bid HTTP/1.1\r\nHost: b\r\n";

  Transport transport() {
    return Transport.best();
  }

  private final BlockingQueue<PendingBid> pending = new LinkedBlockingQueue<>();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 16})
  void answersShouldComeInTheOrderOfRequestsWhenThreadsFinishInAnyOrder(int maxPipelined)
      throws Exception {
    int count = 200;
    Random random = new Random(maxPipelined);
    try (TestServer server =
            new TestServer(transport(), pending::add, "http.maxPipelined=" + maxPipelined);
        RawClient client = server.connect()) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < count; i++) {
        requests.append(RawClient.request("/openrtb2/bid", "request " + i));
      }
      Thread sender = Thread.ofPlatform().start(() -> client.sendQuietly(requests.toString()));
      Thread answerer =
          Thread.ofPlatform()
              .start(() -> {
                List<PendingBid> batch = new ArrayList<>();
                int answered = 0;
                while (answered < count) {
                  batch.add(take());
                  pending.drainTo(batch);
                  Collections.shuffle(batch, random);
                  answered += batch.size();
                  batch.forEach(PipeliningTest::echo);
                  batch.clear();
                }
              });
      for (int i = 0; i < count; i++) {
        assertEquals("request " + i, client.read().text());
      }
      sender.join();
      answerer.join();
      assertEquals(maxPipelined < 16, maxPipelined < 16 && server.saw("http.maxPipelined"));
    }
  }

  @Test
  void noMoreThanTheLimitShouldBeUnansweredAtATime() throws Exception {
    try (TestServer server = new TestServer(transport(), pending::add, "http.maxPipelined=2");
        RawClient client = server.connect()) {
      for (String body : List.of("a", "b", "c", "d", "e")) {
        client.post("/openrtb2/bid", body);
      }
      PendingBid a = take();
      PendingBid b = take();
      assertEquals("a", TestServer.text(a));
      // The second is answered, and still the first is in front of it: nothing else is read.
      echo(b);
      server.connect().post("/openrtb2/bid", "other");
      assertEquals("other", TestServer.text(take()));
      assertTrue(pending.isEmpty());
      assertTrue(server.saw("http.maxPipelined"));
      echo(a);
      assertEquals("a", client.read().text());
      assertEquals("b", client.read().text());
      for (String body : List.of("c", "d", "e")) {
        PendingBid next = take();
        assertEquals(body, TestServer.text(next));
        echo(next);
        assertEquals(body, client.read().text());
      }
    }
  }

  @Test
  void earlierRequestsShouldBeAnsweredWhenGarbageFollows() throws Exception {
    try (TestServer server = new TestServer(transport(), pending::add);
        RawClient client = server.connect()) {
      client.send(
          RawClient.request("/openrtb2/bid", "a")
              + RawClient.request("/openrtb2/bid", "b")
              + "\u0000\u0001garbage\r\n\r\n"
              + RawClient.request("/openrtb2/bid", "never"));
      PendingBid a = take();
      PendingBid b = take();
      echo(b);
      echo(a);
      assertEquals("a", client.read().text());
      assertEquals("b", client.read().text());
      RawClient.Response refused = client.read();
      assertEquals(400, refused.status());
      assertEquals("", refused.text());
      assertEquals("close", refused.header("connection"));
      assertTrue(client.isClosed());
      assertTrue(pending.isEmpty());
      assertTrue(server.saw("refused 400"));
    }
  }

  @Test
  void requestsShouldBeAnsweredWhenTheClientSendsNoMore() throws Exception {
    try (TestServer server = new TestServer(transport(), pending::add, "http.maxPipelined=2");
        RawClient client = server.connect()) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 9; i++) {
        requests.append(RawClient.request("/openrtb2/bid", "" + i));
      }
      client.send(requests.toString()).end();
      for (int i = 0; i < 9; i++) {
        echo(take());
        assertEquals("" + i, client.read().text());
      }
      assertTrue(client.isClosed());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void manyRequestsShouldBeAnsweredAtOnceWhenOneMayWait(boolean end) throws Exception {
    int count = 5_000;
    try (TestServer server =
            new TestServer(transport(), bid -> bid.noBid(""), "http.maxPipelined=1");
        RawClient client = server.connect()) {
      Thread sender =
          Thread.ofPlatform()
              .start(() -> {
                client.sendQuietly(RawClient.request("/openrtb2/bid", "").repeat(count));
                if (end) {
                  client.endQuietly();
                }
              });
      for (int i = 0; i < count; i++) {
        assertEquals(204, client.read().status());
      }
      sender.join();
      assertEquals(end, end && client.isClosed());
    }
  }

  @Test
  void nothingShouldFollowARequestThatAsksToClose() throws Exception {
    try (TestServer server = new TestServer(transport(), pending::add);
        RawClient client = server.connect()) {
      client.send(
          RawClient.request("/openrtb2/bid", "a")
              + POST
              + "Connection: close\r\nContent-Length: 1\r\n\r\nb"
              + RawClient.request("/openrtb2/bid", "never"));
      PendingBid a = take();
      echo(take());
      echo(a);
      RawClient.Response first = client.read();
      assertEquals("a", first.text());
      assertFalse(first.headers().containsKey("connection"));
      RawClient.Response last = client.read();
      assertEquals("b", last.text());
      assertEquals("close", last.header("connection"));
      assertTrue(client.isClosed());
      assertTrue(pending.isEmpty());
    }
  }

  @Test
  void http10ShouldCloseUnlessItAsksToKeepAlive() throws Exception {
    try (TestServer server = new TestServer(transport(), TestServer.echo())) {
      String request = "POST /openrtb2/bid HTTP/1.0\r\nContent-Length: 1\r\n%s\r\nx";
      try (RawClient client = server.connect()) {
        assertEquals("close", client.send(String.format(request, "")).read().header("connection"));
        assertTrue(client.isClosed());
      }
      try (RawClient client = server.connect()) {
        for (int i = 0; i < 2; i++) {
          String keep = String.format(request, "Connection: keep-alive\r\n");
          assertEquals("keep-alive", client.send(keep).read().header("connection"));
        }
      }
    }
  }

  @Test
  void answerToAConnectionThatIsGoneShouldBeNoError() throws Exception {
    try (TestServer server = new TestServer(transport(), pending::add)) {
      PendingBid orphan;
      try (RawClient client = server.connect()) {
        client.post("/openrtb2/bid", "x");
        orphan = take();
      }
      echo(orphan);
      try (RawClient client = server.connect()) {
        client.post("/openrtb2/bid", "y");
        echo(take());
        assertEquals("y", client.read().text());
      }
    }
  }

  @Test
  void clientThatReadsNoAnswersShouldNotBeReadFrom() throws Exception {
    byte[] big = "z".repeat(200_000).getBytes(StandardCharsets.US_ASCII);
    BidHandler handler =
        bid -> {
          pending.add(bid);
          bid.answer(big, 0, big.length);
        };
    int count = 300;
    try (TestServer server = new TestServer(transport(), handler);
        RawClient client = server.connect()) {
      client.send(RawClient.request("/openrtb2/bid", "x").repeat(count));
      // 60 MB of answers fit no socket's buffers: the server has to stop before the last request.
      try (RawClient other = server.connect()) {
        other.post("/openrtb2/bid", "x").read();
      }
      assertTrue(pending.size() < count, pending.size() + " requests were taken");
      for (int i = 0; i < count; i++) {
        assertEquals(big.length, client.read().text().length());
      }
      assertEquals(count + 1, pending.size());
    }
  }

  private PendingBid take() {
    try {
      PendingBid bid = pending.poll(20, TimeUnit.SECONDS);
      if (bid == null) {
        throw new AssertionError("no request came");
      }
      return bid;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void echo(PendingBid bid) {
    byte[] body = TestServer.text(bid).getBytes(StandardCharsets.ISO_8859_1);
    bid.answer(body, 0, body.length);
  }
}
