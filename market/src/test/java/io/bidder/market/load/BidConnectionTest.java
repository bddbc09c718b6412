package io.bidder.market.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Requests over one connection to a server that answers by a script. */
class BidConnectionTest {
  private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final String NO_BID = "HTTP/1.1 204 No Content\r\nX-Bidder-NoBid: PACING\r\n\r\n";
  private static final String CLOSE = "";

  /** At the end of an answer: close once it is sent. */
  private static final String THEN_CLOSE = "\f";

  private static final String CHUNKED =
      """
      HTTP/1.1 100 Continue

      HTTP/1.1 200 OK
      Transfer-Encoding: chunked

      3
      abc
      A;x=y
      0123456789
      0
      Trailer: 1

      """
          .replace("\n", "\r\n");

  @Test
  void answersShouldBeReadInEveryFramingWhenTheConnectionIsKept() throws Exception {
    try (Script server =
        new Script(
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
            CHUNKED,
            NO_BID,
            "HTTP/1.1 200 OK\r\n\r\nto the end" + THEN_CLOSE)) {
      LoadResult result = server.send(4, LONG);

      assertEquals(List.of("abc", "abc0123456789", "", "to the end"), server.bodies());
      assertEquals(204, server.answer(2).status());
      assertEquals("PACING", server.answer(2).header("x-bidder-nobid"));
      assertEquals(0, result.reopened());
      assertEquals(0, result.failed());
    }
  }

  @Test
  void timesShouldBeInOrderWhenARequestIsAnswered() throws Exception {
    try (Script server = new Script(NO_BID, NO_BID)) {
      server.send(2, LONG);

      for (int i = 0; i < 2; i++) {
        RoundTrip trip = server.trips.get(i);
        assertEquals(i, trip.number());
        assertTrue(trip.dueNs() <= trip.sentNs() && trip.sentNs() <= trip.endNs());
        assertEquals(trip.endNs() - trip.dueNs(), trip.latencyNs());
      }
    }
  }

  @Test
  void requestShouldBeSentOnceMoreWhenAKeptConnectionWasClosed() throws Exception {
    try (Script server = new Script(NO_BID, CLOSE, NO_BID)) {
      LoadResult result = server.send(2, LONG);

      assertEquals(2, result.noBids());
      assertEquals(1, result.reopened());
      assertEquals(1, result.resent());
    }
  }

  @Test
  void requestShouldFailWhenANewConnectionIsClosedWithoutAnswer() throws Exception {
    assertFailure("the server closed without an answer", LONG, CLOSE);
  }

  @Test
  void requestShouldFailWhenTheServerClosesInTheMiddleOfAnAnswer() throws Exception {
    assertFailure(
        "the server closed in the middle of an answer",
        LONG,
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab" + THEN_CLOSE);
  }

  @Test
  void requestShouldFailWhenTheAnswerIsNoHttp() throws Exception {
    assertFailure("'SSH-2.0-x' is no HTTP/1.1 status line", LONG, "SSH-2.0-x\r\n");
    assertFailure("18 bytes beyond the answer's end", LONG, NO_BID + "and a body anyway!");
    assertFailure(
        "'x' is no content-length number", LONG, "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n");
  }

  @Test
  void requestShouldFailWhenNoAnswerComesInTime() throws Exception {
    assertFailure(
        "the answer took too long",
        Duration.ofMillis(50),
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab");
  }

  @Test
  void requestShouldFailWhenAHeadNeverEnds() throws Exception {
    String endless = "X: " + "x".repeat(AnswerParser.MAX_LINE_BYTES) + "\r\n";
    String many = "X: y\r\n".repeat(AnswerParser.MAX_HEADERS + 1);
    assertFailure("a header line of more than 16384 bytes", LONG, "HTTP/1.1 200 OK\r\n" + endless);
    assertFailure("more than 200 headers", LONG, "HTTP/1.1 200 OK\r\n" + many);
  }

  private static void assertFailure(String failure, Duration giveUp, String answer)
      throws Exception {
    try (Script server = new Script(answer, NO_BID)) {
      LoadResult result = server.send(2, giveUp);

      assertEquals(1, result.failed());
      assertEquals(failure, server.trips.get(0).failure());
      assertEquals(204, server.answer(1).status());
    }
  }

  /** Answers each request with the next of some texts; the empty one closes the connection. */
  private static final class Script implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    final List<RoundTrip> trips = new ArrayList<>();

    Script(String... texts) throws IOException {
      this.texts.addAll(List.of(texts));
      Thread.ofPlatform().daemon().start(this::serve);
    }

    LoadResult send(int requests, Duration giveUp) throws Exception {
      try (LoadGenerator generator = new LoadGenerator(giveUp)) {
        return generator.run(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort()),
            RequestSet.of(List.of(BODY)),
            Load.closedOf(requests, 1),
            trips::add);
      }
    }

    HttpAnswer answer(int number) {
      HttpAnswer answer = trips.get(number).answer();
      assertNotNull(answer, trips.get(number).failure());
      return answer;
    }

    List<String> bodies() {
      List<String> bodies = new ArrayList<>();
      for (int i = 0; i < trips.size(); i++) {
        bodies.add(new String(answer(i).body(), StandardCharsets.UTF_8));
      }
      return bodies;
    }

    private void serve() {
      while (!listener.isClosed()) {
        try (Socket socket = listener.accept()) {
          boolean open = true;
          while (open && readRequest(socket.getInputStream())) {
            String text = texts.take();
            boolean last = text.endsWith(THEN_CLOSE);
            socket
                .getOutputStream()
                .write(
                    (last ? text.substring(0, text.length() - 1) : text)
                        .getBytes(StandardCharsets.UTF_8));
            open = !text.isEmpty() && !last;
          }
        } catch (IOException e) {
          // The client went away, which some tests want.
        } catch (InterruptedException e) {
          return;
        }
      }
    }

    /** Reads a request, unless the client closed before. */
    private static boolean readRequest(InputStream in) throws IOException {
      StringBuilder seen = new StringBuilder();
      while (!seen.toString().endsWith("\r\n\r\n{}")) {
        int next = in.read();
        if (next < 0) {
          return false;
        }
        seen.append((char) next);
      }
      return true;
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }
}
