package io.bidder.modelstore;

import java.time.Instant;

/** A change of the version to serve, to {@code id}. */
public record HistoryEntry(Instant at, Action action, String id) {

  /** The command by which the version came to be served. */
  public enum Action {
    PROMOTE,
    ROLLBACK
  }
}
