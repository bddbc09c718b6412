package io.bidder.bidder.budget;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The money of an account that bids have claimed and that may still be billed: what was claimed in
 * the last slices of time, each claim for the time that bids have and no more than a slice longer,
 * less what was released of it because its bid was billed or lost.
 *
 * <p>Any thread claims; what else there is belongs to one at a time.
 */
final class InFlight {
  /** Slices that the time of bids is divided into. */
  static final int SLICES = 16;

  private static final int KEPT = SLICES + 2;

  /** All that was ever claimed. */
  final AtomicLong claimedMicros = new AtomicLong();

  /** The claims before each kept slice, and those made in it that were released. */
  private final long[] before = new long[KEPT];

  private final long[] released = new long[KEPT];
  private long slice = Long.MAX_VALUE;

  /** As it was when last looked: what was claimed since counts for the slice that is looked in. */
  private long seenMicros;

  /** Tells whether it has gone to any slice. */
  boolean hasBegun() {
    return slice != Long.MAX_VALUE;
  }

  /** Goes to a slice of time. If that is long past, claims that count begin anew with it. */
  void advance(long toSlice) {
    if (toSlice < slice - SLICES) {
      long notInFlight = unreleasedBeforeMicros();
      Arrays.fill(before, notInFlight);
      Arrays.fill(released, 0);
      slice = toSlice;
    } else if (toSlice > slice) {
      for (long s = Math.max(slice + 1, toSlice - KEPT + 1); s <= toSlice; s++) {
        before[(int) Math.floorMod(s, (long) KEPT)] = seenMicros;
        released[(int) Math.floorMod(s, (long) KEPT)] = 0;
      }
      slice = toSlice;
    }
    seenMicros = claimedMicros.get();
  }

  /** The claim of a bid that was made in a slice is no longer needed. */
  void release(long ofSlice, long micros) {
    if (ofSlice > slice - SLICES - 1 && ofSlice <= slice) {
      released[(int) Math.floorMod(ofSlice, (long) KEPT)] += micros;
    }
  }

  /** The claims from before the slices that count, and those released: they are not in flight. */
  long settledMicros() {
    long settled = unreleasedBeforeMicros();
    for (long s = slice - SLICES; s <= slice; s++) {
      settled += released[(int) Math.floorMod(s, (long) KEPT)];
    }
    return settled;
  }

  /** The claims in flight, as if nothing had been released. */
  long claimedLatelyMicros() {
    return claimedMicros.get() - unreleasedBeforeMicros();
  }

  private long unreleasedBeforeMicros() {
    return before[(int) Math.floorMod(slice - SLICES, (long) KEPT)];
  }
}
