package io.bidder.bidder.http;

import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The time of an exchange that plays, as its requests tell it in the header {@code X-Market-Time}.
 * Each request happens at the time that it tells itself, whatever others tell that are on their
 * way; everything else goes by the latest time that was told, which never goes back. Thread-safe.
 */
public final class ExchangeClock implements InstantSource {
  static final AsciiString HEADER = AsciiString.cached("x-market-time");

  /** The time of a request that nobody knows. */
  static final long UNTOLD = -1;

  /** As many digits as the year 5138 takes, which a token has room for. */
  private static final Pattern MILLIS = Pattern.compile("[0-9]{1,14}");

  private final InstantSource untilTold;
  private final AtomicLong latestEpochMillis = new AtomicLong(UNTOLD);

  /**
   * A clock.
   *
   * @param untilTold holds until a request tells the time, for what is no request
   */
  public ExchangeClock(InstantSource untilTold) {
    this.untilTold = untilTold;
  }

  /**
   * Takes in what a request tells.
   *
   * @param header null if it tells nothing
   * @return its time: the latest one if it tells none; {@link #UNTOLD} if that is not known, or it
   *     tells what is no time
   */
  long take(@Nullable String header) {
    if (header == null) {
      return latestEpochMillis.get();
    }
    if (!MILLIS.matcher(header).matches()) {
      return UNTOLD;
    }
    long told = Long.parseLong(header);
    latestEpochMillis.accumulateAndGet(told, Math::max);
    return told;
  }

  /** The text that answers a request whose time is {@link #UNTOLD}. */
  static String explain(@Nullable String header) {
    return header == null
        ? "X-Market-Time is missing, and no request has told the time before; expected milliseconds"
            + " since 1970\n"
        : "X-Market-Time is wrong; expected milliseconds since 1970, 1 to 14 digits\n";
  }

  @Override
  public long millis() {
    long latest = latestEpochMillis.get();
    return latest == UNTOLD ? untilTold.millis() : latest;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }
}
