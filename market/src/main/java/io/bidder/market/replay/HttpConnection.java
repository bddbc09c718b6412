package io.bidder.market.replay;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One kept-alive HTTP/1.1 connection: a request is one write, an answer is read by the thread that
 * asked, with no hand-over to another in between, so that little of what is measured is the
 * client's. Opens itself when first used and again after a failure. One thread's.
 */
final class HttpConnection implements Closeable {
  /** How a 204 says why there is no bid. */
  static final String NO_BID_HEADER = "x-bidder-nobid";

  private static final int DEFAULT_PORT = 80;
  private static final long NS_PER_MS = 1_000_000;

  private final URI target;
  private final int limitMillis;
  private @Nullable Socket socket;
  private @Nullable AnswerReader reader;
  private byte[] outgoing = new byte[1 << 14];
  private boolean reused;
  private long reopened;

  /**
   * Opens nothing yet.
   *
   * @param limitMillis how long connecting, or an answer to the end, may take
   */
  HttpConnection(URI target, int limitMillis) {
    this.target = target;
    this.limitMillis = limitMillis;
  }

  /** Connections that the server closed between two requests, or that broke, and were replaced. */
  long reopened() {
    return reopened;
  }

  /**
   * Posts JSON and waits for the answer. A request that finds its kept-alive connection closed is
   * sent once more on a new one.
   *
   * @param pathAndQuery where to
   * @throws SocketTimeoutException if the answer takes too long
   * @throws ProtocolException if the answer is no HTTP/1.1
   * @throws IOException if the server cannot be reached or closes in the middle
   */
  HttpAnswer post(String pathAndQuery, byte[] body) throws IOException {
    long untilNs = System.nanoTime() + limitMillis * NS_PER_MS;
    boolean again = reused;
    try {
      return exchange(pathAndQuery, body, untilNs);
    } catch (SocketTimeoutException | ProtocolException e) {
      close();
      throw e;
    } catch (IOException e) {
      boolean begun = reader != null && reader.hasBegun();
      close();
      if (!again || begun) {
        throw e;
      }
    }
    reopened++;
    try {
      return exchange(pathAndQuery, body, untilNs);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Connects, if that has not happened. */
  void open() throws IOException {
    if (socket != null) {
      return;
    }
    Socket opening = new Socket();
    try {
      opening.setTcpNoDelay(true);
      int port = target.getPort() < 0 ? DEFAULT_PORT : target.getPort();
      opening.connect(new InetSocketAddress(target.getHost(), port), limitMillis);
      reader = new AnswerReader(opening);
    } catch (IOException | RuntimeException e) {
      opening.close();
      throw e;
    }
    socket = opening;
    reused = false;
  }

  @Override
  public void close() throws IOException {
    Socket closing = socket;
    socket = null;
    reader = null;
    reused = false;
    if (closing != null) {
      closing.close();
    }
  }

  private HttpAnswer exchange(String pathAndQuery, byte[] body, long untilNs) throws IOException {
    open();
    Socket open = Objects.requireNonNull(socket);
    AnswerReader answers = Objects.requireNonNull(reader);
    answers.begin(untilNs);
    byte[] head = head(pathAndQuery, body.length);
    int length = head.length + body.length;
    if (outgoing.length < length) {
      outgoing = new byte[2 * length];
    }
    System.arraycopy(head, 0, outgoing, 0, head.length);
    System.arraycopy(body, 0, outgoing, head.length, body.length);
    open.getOutputStream().write(outgoing, 0, length);
    HttpAnswer answer = answers.read();
    if (answers.closes()) {
      close();
    } else {
      reused = true;
    }
    return answer;
  }

  private byte[] head(String pathAndQuery, int bodyBytes) {
    String head =
        "POST "
            + pathAndQuery
            + " HTTP/1.1\r\nHost: "
            + target.getRawAuthority()
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + bodyBytes
            + "\r\n\r\n";
    return head.getBytes(StandardCharsets.US_ASCII);
  }
}
