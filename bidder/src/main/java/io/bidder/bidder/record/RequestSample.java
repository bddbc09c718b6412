package io.bidder.bidder.record;

import io.bidder.bidder.bid.BidContext;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The requests that are kept as they came: a share of all whose person may be stored, and of the
 * malformed ones the first few of each second, without what they may say of a person. One thread's.
 */
final class RequestSample {
  private static final int MALFORMED_A_SECOND = 2;
  private static final int MAX_BYTES = 64 << 10;

  /** The values of names that only a person or a device has, in a text that need not be JSON. */
  private static final Pattern PERSONAL =
      Pattern.compile(
          "(\"(?:ifa|ip|ipv6|buyeruid|uid|didsha1|didmd5|dpidsha1|dpidmd5|macsha1|macmd5|lat|lon|zip"
              + "|yob|gender|consent|tcf|gpp|eids|segment|keywords|customdata|ua|email|phone)\""
              + "\\s*:\\s*)(?:\"(?:[^\"\\\\]|\\\\.)*+\"?|[^,}\\]\\s]++)");

  private static final Pattern USER_ID =
      Pattern.compile(
          "(\"user\"[^}]{0,500}?\"id\"\\s*:\\s*)(?:\"(?:[^\"\\\\]|\\\\.)*+\"?|[^,}\\]\\s]++)");

  private final double share;
  private long second;
  private int malformed;

  RequestSample(double share) {
    this.share = share;
  }

  boolean takes(BidContext request) {
    if (share == 0 || request.bodyLength() == 0 || request.bodyLength() > MAX_BYTES) {
      return false;
    }
    if (request.malformed() == null) {
      return request.permissions().allowsEverything()
          && ThreadLocalRandom.current().nextDouble() < share;
    }
    long now = TimeUnit.MILLISECONDS.toSeconds(request.epochMillis());
    if (now != second) {
      second = now;
      malformed = 0;
    }
    return malformed++ < MALFORMED_A_SECOND;
  }

  static Event event(BidContext request) {
    String malformed = request.malformed();
    NoBidReason reason = request.reason();
    byte[] body = Arrays.copyOf(request.body(), request.bodyLength());
    return new Event(
        BidId.NONE,
        request.epochMillis(),
        request.epochMillis(),
        new Happening.Request(
            request.exchange().config().label(),
            ByteBuffer.wrap(malformed == null ? body : withoutPerson(body)),
            malformed != null ? malformed : reason == null ? "" : reason.name()));
  }

  /** Replaces by {@code null} what may tell of a person, whatever the bytes are. */
  static byte[] withoutPerson(byte[] body) {
    String text = new String(body, StandardCharsets.ISO_8859_1);
    text = PERSONAL.matcher(text).replaceAll("$1null");
    text = USER_ID.matcher(text).replaceAll("$1null");
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
