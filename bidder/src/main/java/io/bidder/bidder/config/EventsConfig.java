package io.bidder.bidder.config;

import io.bidder.eventlog.append.Sync;
import io.bidder.settings.Section;
import io.bidder.settings.Types;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The record of what happened; the keys below {@code events}.
 *
 * @param dir directory of the event log; null if nothing is recorded
 * @param sync when an outcome is acknowledged
 * @param syncInterval between writes to disk, for {@link Sync#INTERVAL}
 * @param whenBroken what becomes of bids while the log takes nothing
 * @param segmentBytes after which a file of the log ends
 * @param segmentAge after which it ends
 * @param keepAge of events that nobody needs any more
 * @param keepBytes of a log whose older events nobody needs
 * @param hardKeepBytes of a log, whatever is needed
 * @param ringBytes of bids that wait to be written
 * @param maxWaiting outcomes that wait to be acknowledged
 * @param requestShare of the bid requests that are kept as they came
 * @param kafka brokers that the log is shipped to, {@code HOST:PORT} with commas between; empty for
 *     none
 * @param kafkaProperties file with more settings of Kafka's client; null for none
 * @param topic that it is shipped to
 * @param follow whose notices count as told before
 */
public record EventsConfig(
    @Nullable Path dir,
    Sync sync,
    Duration syncInterval,
    WhenBroken whenBroken,
    int segmentBytes,
    Duration segmentAge,
    Duration keepAge,
    long keepBytes,
    long hardKeepBytes,
    int ringBytes,
    int maxWaiting,
    double requestShare,
    String kafka,
    @Nullable Path kafkaProperties,
    String topic,
    Follow follow) {
  /** What a server does while its event log takes nothing. */
  public enum WhenBroken {
    /** Bids on; what it bids is not recorded. */
    BID,
    /** Bids on nothing until the log takes events again. */
    STOP
  }

  /** What a server follows, to know which notices have been counted. */
  public enum Follow {
    /** Its own log. */
    LOG,
    /** The topic that the whole fleet ships to, too. */
    KAFKA
  }

  private static final long GIB = 1L << 30;
  private static final Duration MOST = Duration.ofDays(3650);

  static EventsConfig read(Section section) {
    EventsConfig config =
        new EventsConfig(
            section.pathOrNull("dir"),
            section.get("sync", Types.choice(Sync.class)).or(Sync.ALWAYS),
            section
                .get("syncInterval", Types.duration(Duration.ofMillis(1), Duration.ofMinutes(1)))
                .or(Duration.ofSeconds(1)),
            section.get("whenBroken", Types.choice(WhenBroken.class)).or(WhenBroken.BID),
            section.get("segmentBytes", Types.bytes(1 << 20, 1 << 30)).or(256 << 20),
            section
                .get("segmentAge", Types.duration(Duration.ofMillis(1), Duration.ofDays(7)))
                .or(Duration.ofHours(1)),
            section
                .get("keepAge", Types.duration(Duration.ofMillis(1), MOST))
                .or(Duration.ofDays(30)),
            GIB * section.get("keepGiB", Types.integer(1, 1 << 20)).or(100),
            GIB * section.get("hardKeepGiB", Types.integer(1, 1 << 20)).or(200),
            section.get("ringBytes", Types.bytes(1 << 16, 1 << 30)).or(8 << 20),
            section.get("maxWaiting", Types.integer(1, 1 << 20)).or(4_096),
            section.get("requestShare", Types.number(0, 1)).or(0.001),
            section.get("kafka", Types.WORDS).or(""),
            section.pathOrNull("kafkaProperties"),
            section.get("topic", Types.WORDS).or("bidder.events"),
            section.get("follow", Types.choice(Follow.class)).or(Follow.LOG));
    if (Integer.bitCount(config.ringBytes) != 1) {
      section.problem("ringBytes", "a power of two");
    }
    if (config.follow == Follow.KAFKA && config.kafka.isEmpty()) {
      section.problem("follow", "log, or events.kafka to be set");
    }
    if (config.hardKeepBytes < config.keepBytes) {
      section.problem("hardKeepGiB", "at least keepGiB");
    }
    return config;
  }
}
