package io.bidder.market.load;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The requests of a run, each already the bytes that go over the connection, and how long each may
 * take. Immutable.
 */
public final class RequestSet {
  /** What the path is of a subject's bid endpoint. */
  public static final String PATH = "/openrtb2/bid";

  /** A request without a {@code tmax}, or with a longer one, has this long, as at the server. */
  static final long DEFAULT_DEADLINE_MILLIS = 100;

  private final List<byte[]> messages;
  private final long[] deadlinesNs;

  private RequestSet(List<byte[]> messages, long[] deadlinesNs) {
    this.messages = messages;
    this.deadlinesNs = deadlinesNs;
  }

  /**
   * Requests to be sent in this order, over and over.
   *
   * @param bodies OpenRTB bid requests as JSON; at least one
   */
  public static RequestSet of(List<byte[]> bodies) {
    if (bodies.isEmpty()) {
      throw new IllegalArgumentException("there are no requests, expected at least one");
    }
    List<byte[]> messages = new ArrayList<>();
    long[] deadlinesNs = new long[bodies.size()];
    for (int i = 0; i < deadlinesNs.length; i++) {
      byte[] body = bodies.get(i);
      byte[] head =
          ("POST "
                  + PATH
                  + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                  + "x-openrtb-version: 2.6\r\nContent-Length: "
                  + body.length
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII);
      byte[] message = new byte[head.length + body.length];
      System.arraycopy(head, 0, message, 0, head.length);
      System.arraycopy(body, 0, message, head.length, body.length);
      messages.add(message);
      deadlinesNs[i] = TimeUnit.MILLISECONDS.toNanos(deadlineMillis(body));
    }
    return new RequestSet(messages, deadlinesNs);
  }

  private static long deadlineMillis(byte[] body) {
    try {
      JsonNode tmax = JsonMapper.shared().readTree(body).path("tmax");
      long millis = tmax.isNumber() ? tmax.asLong() : DEFAULT_DEADLINE_MILLIS;
      return millis > 0 ? Math.min(millis, DEFAULT_DEADLINE_MILLIS) : DEFAULT_DEADLINE_MILLIS;
    } catch (JacksonException e) {
      // Sent as it is: what answers it says so.
      return DEFAULT_DEADLINE_MILLIS;
    }
  }

  /** How many there are. */
  public int size() {
    return messages.size();
  }

  byte[] message(int index) {
    return messages.get(index);
  }

  long deadlineNs(int index) {
    return deadlinesNs[index];
  }
}
