package io.bidder.modelstore;

import java.time.Instant;

/** What a store has been told against serving a version: when, and why. */
public record Refusal(Instant at, String reason) {
  /** The beginning of the reason for a version that was served, and taken back by itself. */
  public static final String ROLLED_BACK = "rolled back: ";

  /** Tells whether it was served, and did worse than the one before. */
  public boolean isRollback() {
    return reason.startsWith(ROLLED_BACK);
  }
}
