package io.bidder.market.replay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class HttpConnectionTest {
  private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);
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
  void postShouldReadBodiesOfEveryFramingWhenTheConnectionIsKept() throws IOException {
    try (Script server =
            new Script(
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
                CHUNKED,
                "HTTP/1.1 204 No Content\r\nX-Bidder-NoBid: PACING\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\nto the end" + THEN_CLOSE);
        HttpConnection connection = server.connect(10_000)) {
      assertArrayEquals(bytes("abc"), connection.post("/", BODY).body());
      assertArrayEquals(bytes("abc0123456789"), connection.post("/", BODY).body());
      HttpAnswer noBid = connection.post("/", BODY);
      assertEquals(204, noBid.status());
      assertEquals("PACING", noBid.noBidReason());
      assertArrayEquals(bytes("to the end"), connection.post("/", BODY).body());
      assertEquals(0, connection.reopened());
    }
  }

  @Test
  void postShouldSendOnceMoreWhenAKeptConnectionWasClosed() throws IOException {
    try (Script server =
            new Script(
                "HTTP/1.1 204 No Content\r\n\r\n", CLOSE, "HTTP/1.1 204 No Content\r\n\r\n");
        HttpConnection connection = server.connect(10_000)) {
      connection.post("/", BODY);

      assertEquals(204, connection.post("/", BODY).status());
      assertEquals(1, connection.reopened());
    }
  }

  @Test
  void postShouldFailWhenANewConnectionIsClosedWithoutAnswer() throws IOException {
    try (Script server = new Script(CLOSE);
        HttpConnection connection = server.connect(10_000)) {
      assertThrows(EOFException.class, () -> connection.post("/", BODY));
    }
  }

  @Test
  void postShouldFailWhenTheAnswerIsNoHttp() throws IOException {
    try (Script server =
            new Script("SSH-2.0-x\r\n", "HTTP/1.1 204 No Content\r\n\r\nand a body all the same");
        HttpConnection connection = server.connect(10_000)) {
      assertThrows(ProtocolException.class, () -> connection.post("/", BODY));
      assertThrows(ProtocolException.class, () -> connection.post("/", BODY));
    }
  }

  @Test
  void postShouldFailWhenNoAnswerComesInTime() throws IOException {
    try (Script server = new Script("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab");
        HttpConnection connection = server.connect(50)) {
      assertThrows(SocketTimeoutException.class, () -> connection.post("/", BODY));
    }
  }

  @Test
  void postShouldFailWhenAHeadNeverEnds() throws IOException {
    String endless = "X: " + "x".repeat(AnswerReader.MAX_LINE_BYTES) + "\r\n";
    String many = "X: y\r\n".repeat(AnswerReader.MAX_HEADERS + 1);
    try (Script server = new Script("HTTP/1.1 200 OK\r\n" + endless, "HTTP/1.1 200 OK\r\n" + many);
        HttpConnection connection = server.connect(10_000)) {
      for (String limit : List.of("bytes", "headers")) {
        IOException failure =
            assertThrows(ProtocolException.class, () -> connection.post("/", BODY));
        assertTrue(String.valueOf(failure.getMessage()).contains(limit), failure.getMessage());
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Answers each request with the next of some texts; the empty one closes the connection. */
  private static final class Script implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

    Script(String... texts) throws IOException {
      this.texts.addAll(List.of(texts));
      Thread.ofPlatform().daemon().start(this::serve);
    }

    HttpConnection connect(int limitMillis) {
      return new HttpConnection(
          URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/"), limitMillis);
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
                .write(bytes(last ? text.substring(0, text.length() - 1) : text));
            open = !text.isEmpty() && !last;
          }
        } catch (IOException e) {
          // The client went away, which some tests want.
        } catch (InterruptedException e) {
          return;
        }
      }
    }

    /** Whether there was one before the client closed. */
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
