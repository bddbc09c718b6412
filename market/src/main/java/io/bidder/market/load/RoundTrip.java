package io.bidder.market.load;

import org.jspecify.annotations.Nullable;

/**
 * A request and what became of it. Times are {@link System#nanoTime}'s.
 *
 * @param number of the request, from 0, counted through all rounds of the set
 * @param dueNs when it was meant to be sent
 * @param sentNs when it was; {@code endNs} if it never was
 * @param endNs when its answer was complete or it was given up
 * @param late whether that was after its deadline, counted from when it was due
 * @param answer null where there is none
 * @param failure why there is none, otherwise empty
 */
public record RoundTrip(
    long number,
    long dueNs,
    long sentNs,
    long endNs,
    boolean late,
    @Nullable HttpAnswer answer,
    String failure) {
  /** The time from when it was meant to be sent. */
  public long latencyNs() {
    return endNs - dueNs;
  }
}
