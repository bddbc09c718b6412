package io.bidder.market.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Bid requests to be sent one after the other, over and over, each with its deadline. Immutable.
 */
public final class RequestSet {
  /** The path of a bid endpoint, unless it has another. */
  public static final String PATH = "/openrtb2/bid";

  /** A request without a {@code tmax}, or with a longer one, has this long, as at the server. */
  static final long DEFAULT_DEADLINE_MILLIS = 100;

  private final List<byte[]> bodies;
  private final long[] deadlinesNs;
  private final byte[] head;

  private RequestSet(List<byte[]> bodies, long[] deadlinesNs, String host, String pathAndQuery) {
    if (bodies.isEmpty()) {
      throw new IllegalArgumentException("there are no requests, expected at least one");
    }
    this.bodies = List.copyOf(bodies);
    this.deadlinesNs = deadlinesNs;
    head =
        ("POST "
                + pathAndQuery
                + " HTTP/1.1\r\nHost: "
                + host
                + "\r\n"
                + "Content-Type: application/json\r\n"
                + "x-openrtb-version: 2.6\r\n"
                + "Content-Length: ")
            .getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Requests to this machine's {@value #PATH}, each due by its {@code tmax} if that is shorter than
   * the server's default.
   *
   * @param bodies OpenRTB bid requests as JSON; at least one
   */
  public static RequestSet of(List<byte[]> bodies) {
    long[] deadlinesNs =
        bodies.stream()
            .mapToLong(body -> TimeUnit.MILLISECONDS.toNanos(deadlineMillis(body)))
            .toArray();
    return new RequestSet(bodies, deadlinesNs, "localhost", PATH);
  }

  /**
   * Requests to some server.
   *
   * @param bodies what is posted, byte for byte; at least one
   * @param deadlinesMillis of each
   * @param host as the header of that name has it
   */
  public static RequestSet of(
      List<byte[]> bodies, List<Integer> deadlinesMillis, String host, String pathAndQuery) {
    long[] deadlinesNs =
        deadlinesMillis.stream().mapToLong(TimeUnit.MILLISECONDS::toNanos).toArray();
    return new RequestSet(bodies, deadlinesNs, host, pathAndQuery);
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

  /** Writes the HTTP request of a number, which counts through all rounds. */
  void write(long number, ByteBuf out) {
    byte[] body = bodies.get(index(number));
    out.writeBytes(head);
    writeDecimal(body.length, out);
    out.writeInt(0x0D0A0D0A).writeBytes(body);
  }

  /** Makes no text: a number is written with every request. */
  private static void writeDecimal(int number, ByteBuf out) {
    if (number >= 10) {
      writeDecimal(number / 10, out);
    }
    out.writeByte('0' + number % 10);
  }

  long deadlineNs(long number) {
    return deadlinesNs[index(number)];
  }

  private int index(long number) {
    return (int) (number % bodies.size());
  }
}
