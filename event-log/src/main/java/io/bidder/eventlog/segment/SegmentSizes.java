package io.bidder.eventlog.segment;

import java.time.Duration;

/**
 * When a segment ends and another begins.
 *
 * @param maxBytes of a segment, but for a record that is longer by itself
 * @param maxAge from its beginning to the last record that it takes
 */
public record SegmentSizes(long maxBytes, Duration maxAge) {
  /** 256 MiB or an hour. */
  public static SegmentSizes defaults() {
    return new SegmentSizes(256L << 20, Duration.ofHours(1));
  }
}
