package io.bidder.eventlog.follow;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a log is followed.
 *
 * @param log its directory
 * @param snapshots the directory that folds are kept in
 * @param snapshotInterval between snapshots, whose rest is replayed after a restart
 */
public record FollowOptions(Path log, Path snapshots, Duration snapshotInterval) {
  /** Snapshots within the log's directory, every half minute. */
  public static FollowOptions defaults(Path log) {
    return new FollowOptions(log, log.resolve("snapshots"), Duration.ofSeconds(30));
  }
}
