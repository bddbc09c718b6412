package io.bidder.trainer;

import io.bidder.eventlog.cli.InstantOption;
import io.bidder.eventlog.cli.JoinOptions;
import io.bidder.eventlog.join.JoinRules;
import io.bidder.trainer.log.EventRows;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which rows an event log makes. */
final class EventOptions {
  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = InstantOption.class,
      description = "Only bids made at this time or later, such as 2026-01-31T12:00:00Z.")
  @Nullable Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = InstantOption.class,
      description = "Only bids made before this time.")
  private @Nullable Instant to;

  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      converter = InstantOption.class,
      description =
          "Rows as they were known at this time (default: when the log's last event was taken in).")
  private @Nullable Instant asOf;

  @Option(
      names = "--without-held-out",
      description =
          "Leave out the tenth of the bids by which ./run learn judges versions: they are never"
              + " trained on.")
  private boolean withoutHeldOut;

  @Mixin private JoinOptions join = new JoinOptions();

  /** Tells whether any of them says other than it does by itself. */
  boolean given() {
    return from != null
        || to != null
        || asOf != null
        || withoutHeldOut
        || !join.rules().equals(JoinRules.defaults());
  }

  /**
   * The rows that the options ask for.
   *
   * @param directory of the log
   */
  EventRows of(Path directory) {
    return new EventRows(directory, join.rules(), from, to, asOf, !withoutHeldOut);
  }
}
