package io.bidder.eventlog.append;

import io.bidder.eventlog.segment.SegmentSizes;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How events are kept.
 *
 * @param directory of the log
 * @param sync when they are acknowledged
 * @param syncInterval between writes to disk, for {@link Sync#INTERVAL}
 * @param segments when one segment ends and another begins
 * @param ringBytes that bids may fill before they are written, a power of two
 * @param maxWaiting events that may wait to be acknowledged
 */
public record AppendOptions(
    Path directory,
    Sync sync,
    Duration syncInterval,
    SegmentSizes segments,
    int ringBytes,
    int maxWaiting) {
  /** Acknowledged when on disk; 8 MiB of bids, 4,096 others. */
  public static AppendOptions defaults(Path directory) {
    return new AppendOptions(
        directory, Sync.ALWAYS, Duration.ofSeconds(1), SegmentSizes.defaults(), 8 << 20, 4_096);
  }
}
