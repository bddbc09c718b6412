package io.bidder.bidder.bid;

import io.bidder.bidder.openrtb.BidRequest;

/**
 * Until when an answer must be on its way: min(tmax, the exchange's limit) less the time that the
 * network needs, counted from the arrival of the request's first byte. {@code tmax} includes the
 * network (OpenRTB 2.6, 3.2.1). Times are {@link System#nanoTime}'s; reused, one owner.
 */
final class Deadline {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private long atNs;

  /** Sets the deadline before {@code tmax} is known. */
  void start(long arrivalNs, long limitNs, long networkReserveNs) {
    atNs = arrivalNs + limitNs - networkReserveNs;
  }

  /** Brings the deadline forward to {@code tmax}, where that is earlier. */
  void tighten(long arrivalNs, int tmaxMillis, long networkReserveNs) {
    if (tmaxMillis != BidRequest.NONE) {
      long tmaxNs = tmaxMillis * NANOS_PER_MILLI - networkReserveNs;
      atNs = Math.min(atNs - arrivalNs, tmaxNs) + arrivalNs;
    }
  }

  /** The time: {@link System#nanoTime}. */
  long atNs() {
    return atNs;
  }

  boolean hasPassed(long nowNs) {
    return nowNs - atNs >= 0;
  }

  long remainingNs(long nowNs) {
    return atNs - nowNs;
  }
}
