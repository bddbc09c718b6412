package io.bidder.bidder.record;

import io.bidder.bidder.bid.BidRecorder;
import io.bidder.bidder.budget.Spend;
import io.bidder.bidder.config.EventsConfig;
import io.bidder.bidder.live.LearningTimes;
import io.bidder.bidder.metrics.EventMetrics;
import io.bidder.bidder.notice.KeyRing;
import io.bidder.bidder.privacy.PersonHash;
import io.bidder.eventlog.append.AppendOptions;
import io.bidder.eventlog.append.Appender;
import io.bidder.eventlog.follow.Fold;
import io.bidder.eventlog.follow.FollowOptions;
import io.bidder.eventlog.follow.LogFollower;
import io.bidder.eventlog.kafka.ClientProperties;
import io.bidder.eventlog.kafka.KafkaShipper;
import io.bidder.eventlog.kafka.ShipOptions;
import io.bidder.eventlog.kafka.TopicFollower;
import io.bidder.eventlog.kafka.TopicOptions;
import io.bidder.eventlog.segment.EventLogException;
import io.bidder.eventlog.segment.LogReader;
import io.bidder.eventlog.segment.RecordReader;
import io.bidder.eventlog.segment.Retention;
import io.bidder.eventlog.segment.RetentionRules;
import io.bidder.eventlog.segment.SegmentSizes;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A server's event log with all that works on it: what appends to it, what follows it, what deletes
 * its oldest files, and what ships it. Nothing of it is waited for by a bid.
 */
public final class EventRecords implements AutoCloseable {
  private static final Logger LOG = System.getLogger(EventRecords.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final EventsConfig config;
  private final Path directory;
  private final EventMetrics events;
  private final InstantSource clock;
  private final Appender appender;
  private final LogFollower follower;
  private final @Nullable TopicFollower fleet;
  private final @Nullable KafkaShipper shipper;
  private volatile @Nullable String noBids;
  private volatile boolean takesEvents = true;
  private volatile boolean isFollowed = true;
  private final byte[] salt;
  private final RecordReader reader;
  private final KeyRing keys;

  private EventRecords(
      EventsConfig config,
      Path directory,
      InstantSource clock,
      List<Fold> folds,
      List<Fold> fleetFolds,
      EventMetrics to) {
    Path properties = config.kafkaProperties();
    Map<String, String> client = properties == null ? Map.of() : ClientProperties.read(properties);
    this.config = config;
    this.directory = directory;
    this.clock = clock;
    events = to;
    reader = new RecordReader(directory);
    keys = KeyRing.readOrMake(directory.resolve("outcome.keys"));
    salt = KeyRing.readOrMake(directory.resolve("person.salt")).secret();
    appender =
        Appender.open(
            new AppendOptions(
                directory,
                config.sync(),
                config.syncInterval(),
                new SegmentSizes(config.segmentBytes(), config.segmentAge()),
                config.ringBytes(),
                config.maxWaiting()),
            clock,
            new Appending());
    LogFollower following = null;
    TopicFollower followingFleet = null;
    boolean started = false;
    try {
      following =
          LogFollower.start(
              FollowOptions.defaults(directory),
              appender::acknowledgedPosition,
              folds,
              new Following());
      if (!fleetFolds.isEmpty()) {
        followingFleet = followFleet(directory, client, fleetFolds);
      }
      fleet = followingFleet;
      shipper = config.kafka().isEmpty() ? null : ship(directory, client);
      follower = following;
      follower.retain(retention(directory));
      started = true;
    } finally {
      if (!started) {
        if (followingFleet != null) {
          followingFleet.close();
        }
        if (following != null) {
          following.close();
        }
        appender.close();
      }
    }
  }

  /**
   * Opens a log and starts what works on it.
   *
   * @param directory of the log
   * @param folds that follow it; when this returns, they are where the log ended before
   * @param fleetFolds that follow the topic it is shipped to, as soon as they can
   * @throws EventLogException if it cannot be had
   */
  public static EventRecords open(
      EventsConfig config,
      Path directory,
      InstantSource clock,
      List<Fold> folds,
      List<Fold> fleetFolds,
      EventMetrics events) {
    EventRecords records = new EventRecords(config, directory, clock, folds, fleetFolds, events);
    boolean ready = false;
    try {
      while (!records.follower.awaitCaughtUp(PATIENCE)) {
        LOG.log(
            Level.INFO, "{0}: following from position {1}", directory, records.follower.position());
      }
      ready = true;
      return records;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while following " + directory, e);
    } finally {
      if (!ready) {
        records.close();
      }
    }
  }

  private TopicFollower followFleet(
      Path directory, Map<String, String> client, List<Fold> fleetFolds) {
    events.fleetFollowed(false);
    return TopicFollower.start(
        new TopicOptions(
            config.kafka(),
            config.topic(),
            client,
            directory.resolve("fleet"),
            FollowOptions.defaults(directory).snapshotInterval()),
        fleetFolds,
        new FollowingFleet());
  }

  private KafkaShipper ship(Path directory, Map<String, String> client) {
    return KafkaShipper.start(
        new ShipOptions(directory, config.sync(), config.kafka(), config.topic(), client, PATIENCE),
        appender::acknowledgedPosition,
        new Shipping());
  }

  private Retention retention(Path directory) {
    Retention retention =
        new Retention(
            directory,
            new RetentionRules(config.keepAge(), config.keepBytes(), config.hardKeepBytes()),
            clock,
            new Deleting());
    if (shipper != null) {
      retention.addReader("kafka", shipper::shippedPosition);
    }
    return retention;
  }

  /** A recorder for one thread's bids. */
  public BidRecorder recorder() {
    return recorder(null);
  }

  /** Likewise, which tells when a version bids first. */
  public BidRecorder recorder(@Nullable LearningTimes times) {
    return new RecordedBids(
        appender, config.requestShare(), events::bidsDropped, () -> noBids == null, times);
  }

  /** What one thread tells persons by. */
  public PersonHash persons() {
    return new PersonHash(salt);
  }

  /** The keys that outcomes are signed with. */
  public KeyRing keys() {
    return keys;
  }

  /** The id of the log. */
  public UUID logId() {
    try (LogReader start = LogReader.openAtStart(directory)) {
      return start.logId();
    }
  }

  /** Takes what happens. */
  public Appender appender() {
    return appender;
  }

  /** Why no bid may be made for now; null while it may. */
  public @Nullable String noBids() {
    return noBids;
  }

  /** Tells whether what is billed comes into the log, and from there to {@link Spend}. */
  public boolean billsAreTold() {
    return takesEvents && isFollowed;
  }

  /** Reads what is in the log. */
  public RecordReader reader() {
    return reader;
  }

  /** Bytes of the log that its followers have not yet seen. */
  public long unfollowedBytes() {
    return Math.max(0, appender.acknowledgedPosition() - follower.position());
  }

  /** Bytes of the log that brokers have not yet taken; 0 without brokers. */
  public long unshippedBytes() {
    return shipper == null ? 0 : shipper.lagBytes();
  }

  /** Writes what was taken, ships what can be, and ends. */
  @Override
  public void close() {
    appender.close();
    if (shipper != null) {
      shipper.close();
    }
    if (fleet != null) {
      fleet.close();
    }
    follower.close();
  }

  private final class Appending implements Appender.Listener {
    @Override
    public void dropped(int bids) {
      events.bidsDropped(bids);
    }

    @Override
    public void failed(Throwable failure) {
      LOG.log(Level.ERROR, "no outcome is acknowledged, and no bid recorded", failure);
      events.logWorks(false);
      takesEvents = false;
      if (config.whenBroken() == EventsConfig.WhenBroken.STOP) {
        noBids = "bids cannot be recorded: " + failure.getMessage();
      }
    }

    @Override
    public void recovered() {
      LOG.log(Level.INFO, "outcomes are acknowledged again");
      events.logWorks(true);
      takesEvents = true;
      noBids = null;
    }
  }

  private final class Following implements LogFollower.Listener {
    @Override
    public void rebuilt(String fold, String why) {
      LOG.log(Level.WARNING, "{0} is made again from the log: {1}", fold, why);
    }

    @Override
    public void missed(String fold, long fromPosition, long toPosition) {
      LOG.log(
          Level.WARNING,
          "{0} misses the events of positions {1} to {2}, which are no longer in the log",
          fold,
          fromPosition,
          toPosition);
    }

    @Override
    public void stopped(String fold, long position, Throwable why) {
      LOG.log(Level.ERROR, "following the log has failed: " + fold + " stands still", why);
      if (fold.equals(Spend.NAME)) {
        isFollowed = false;
      }
      events.followingFailed();
    }

    @Override
    public void notKept(String fold, Exception why) {
      LOG.log(Level.WARNING, "a snapshot cannot be written", why);
    }

    @Override
    public void failed(Throwable why) {
      LOG.log(Level.ERROR, "following the log has failed", why);
      isFollowed = false;
      events.followingFailed();
    }
  }

  private final class FollowingFleet implements TopicFollower.Listener {
    @Override
    public void rebuilt(String why) {
      LOG.log(Level.WARNING, "what the fleet has counted is made again from the topic: {0}", why);
    }

    @Override
    public void stopped(String fold, Throwable why) {
      LOG.log(Level.ERROR, "following the topic has failed: " + fold + " stands still", why);
      events.followingFailed();
    }

    @Override
    public void notKept(Exception why) {
      LOG.log(Level.WARNING, "a snapshot cannot be written", why);
    }

    @Override
    public void away(Throwable why) {
      LOG.log(Level.WARNING, "what the fleet counts cannot be read for now", why);
      events.fleetFollowed(false);
    }

    @Override
    public void caughtUp() {
      LOG.log(Level.INFO, "what the fleet has counted is known");
      events.fleetFollowed(true);
    }
  }

  private final class Deleting implements Retention.Listener {
    @Override
    public void deleted(Path segment, long bytes, @Nullable String neededBy) {
      if (neededBy == null) {
        LOG.log(Level.INFO, "deleted {0}, {1} bytes", segment, bytes);
      } else {
        LOG.log(
            Level.ERROR,
            "deleted {0}, {1} bytes, which {2} has not read: events.hardKeepGiB is reached",
            segment,
            bytes,
            neededBy);
      }
      events.segmentDeleted(neededBy != null);
    }

    @Override
    public void failed(EventLogException why) {
      LOG.log(Level.WARNING, "an old file of the log cannot be deleted", why);
    }
  }

  private final class Shipping implements KafkaShipper.Listener {
    @Override
    public void away(Throwable why) {
      LOG.log(Level.WARNING, "brokers take no events for now; they stay in the log", why);
      events.brokersWork(false);
    }

    @Override
    public void shipping() {
      LOG.log(Level.INFO, "brokers take events");
      events.brokersWork(true);
    }

    @Override
    public void missed(long fromPosition, long toPosition) {
      LOG.log(
          Level.ERROR,
          "events of positions {0} to {1} were deleted before they were shipped",
          fromPosition,
          toPosition);
    }
  }
}
