package io.bidder.eventlog.kafka;

import io.bidder.eventlog.follow.Snapshots;
import io.bidder.eventlog.segment.Disk;
import io.bidder.eventlog.segment.EventLogException;
import io.bidder.eventlog.segment.LogReader;
import io.bidder.eventlog.segment.LogWriter;
import io.bidder.eventlog.segment.Retention;
import io.bidder.eventlog.segment.RetentionRules;
import io.bidder.eventlog.segment.SegmentSizes;
import io.bidder.settings.IoReasons;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * A log on this machine with the events of a whole fleet's topic, each once, for whatever reads
 * logs. Events of one bid from one log come in their order, others in none. Brokers that are away
 * and a disk that is full are waited for, and a mirror that is killed goes on where it was: how far
 * the topic was read is kept with a position of the log now and then, and what the log has after
 * that is passed over when it comes again.
 */
public final class TopicMirror {
  /** Is told how it goes, by the thread that runs it. */
  public interface Listener {
    /**
     * Everything that was in the topic is in the log. Told once after the start and after away.
     *
     * @param copied events since this was made
     */
    void caughtUp(long copied);

    /** The brokers cannot be read, or the log cannot be written to, for now. */
    void away(Throwable why);

    /** The topic no longer has what came next: reading goes on with the oldest that it has. */
    void missed(String why);

    /** How far it is cannot be used or kept. */
    void notKept(String why);
  }

  private static final Duration POLL = Duration.ofMillis(100);
  private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
  private static final int BROKER_BACKOFF_SECONDS = 1;

  /** A log that is opened again writes its last segment once more. */
  private static final int DISK_BACKOFF_SECONDS = 10;

  private static final long KEEP_NS = TimeUnit.SECONDS.toNanos(10);

  /** After so many it is kept, too: what came since is read into memory at the start. */
  private static final int KEEP_EVENTS = 100_000;

  private final String brokers;
  private final Map<String, String> client;
  private final String topic;
  private final Path directory;
  private final InstantSource clock;
  private final Listener listener;
  private final MirrorState state;
  private final Retention retention;
  private final List<byte[]> batch = new ArrayList<>();

  /** Records that the log has after what was kept, and how often: they come again. */
  private final Map<ByteBuffer, Integer> written = new HashMap<>();

  private volatile boolean stopping;
  private long keptPosition;

  /** Of the snapshot before: the newest may turn out damaged. */
  private long neededPosition;

  private boolean isAway;
  private long copied;

  /**
   * Reads nothing yet.
   *
   * @param brokers as {@link ShipOptions#brokers}
   * @param client as {@link ShipOptions#client}
   * @param directory of the log, which nobody else appends to
   * @param keep what is kept of it
   */
  public TopicMirror(
      String brokers,
      Map<String, String> client,
      String topic,
      Path directory,
      RetentionRules keep,
      InstantSource clock,
      Listener listener) {
    this.brokers = brokers;
    this.client = Map.copyOf(client);
    this.topic = topic;
    this.directory = directory;
    this.clock = clock;
    this.listener = listener;
    state = new MirrorState(topic);
    retention = new Retention(directory, keep, clock, new Deletions());
    retention.addReader("mirror", () -> neededPosition);
  }

  /** Ends {@link #run} soon. From any thread. */
  public void stop() {
    stopping = true;
  }

  /**
   * Copies until stopped.
   *
   * @throws EventLogException if the directory holds a log that is damaged, that somebody else
   *     appends to, or that is no mirror of this topic
   */
  public void run() {
    while (!stopping) {
      try (LogWriter log = LogWriter.open(directory, SegmentSizes.defaults(), clock)) {
        copy(log);
      } catch (EventLogException e) {
        if (e.isWrongInput()) {
          throw e;
        }
        away(e, DISK_BACKOFF_SECONDS);
      }
    }
  }

  private void away(Throwable why, int backoffSeconds) {
    if (!isAway) {
      isAway = true;
      listener.away(why);
    }
    for (int i = 0; i < backoffSeconds && !stopping; i++) {
      LockSupport.parkNanos(SECOND_NS);
    }
  }

  private void copy(LogWriter log) {
    Snapshots snapshots = restore(log);
    while (!stopping) {
      try (KafkaEvents events = new KafkaEvents(brokers, topic, client, state.position())) {
        copy(events, log, snapshots);
      } catch (MissingException e) {
        state.position().beginAgain();
        listener.missed(e.getMessage());
      } catch (KafkaException e) {
        away(e, BROKER_BACKOFF_SECONDS);
      }
    }
  }

  /** The topic does not reach back to where reading goes on. */
  private static final class MissingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingException(EventLogException why) {
      super(why.getMessage(), why);
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }

  private void copy(KafkaEvents events, LogWriter log, Snapshots snapshots) {
    long keptNs = System.nanoTime();
    int since = 0;
    boolean told = false;
    while (!stopping) {
      poll(events);
      since += batch.size();
      write(log);
      if (batch.isEmpty() && !told && events.isCaughtUp()) {
        told = true;
        isAway = false;
        written.clear();
        listener.caughtUp(copied);
      }
      boolean due = since >= KEEP_EVENTS || System.nanoTime() - keptNs >= KEEP_NS;
      if (due && since > 0) {
        keep(log, snapshots);
        keptNs = System.nanoTime();
        since = 0;
        retention.run();
      }
    }
    keep(log, snapshots);
  }

  private void poll(KafkaEvents events) {
    batch.clear();
    try {
      events.pollBytes(POLL, (bytes, partition, offset) -> batch.add(bytes));
    } catch (EventLogException e) {
      throw new MissingException(e);
    }
  }

  private void write(LogWriter log) {
    for (byte[] bytes : batch) {
      ByteBuffer record = ByteBuffer.wrap(bytes);
      Integer times = written.remove(record);
      if (times == null) {
        log.append(record);
        copied++;
      } else if (times > 1) {
        written.put(record, times - 1);
      }
    }
    if (!batch.isEmpty()) {
      log.flush();
    }
  }

  private Snapshots restore(LogWriter log) {
    written.clear();
    try (LogReader reader = LogReader.openAtStart(directory)) {
      UUID id = reader.logId();
      Snapshots snapshots = new Snapshots(directory.resolve("mirror"), id, new Disk());
      long from = snapshots.restore(state, log.flushedPosition(), listener::notKept);
      keptPosition = from;
      neededPosition = from;
      if (from > 0) {
        reader.goTo(from);
      }
      while (reader.next()) {
        if (from == 0) {
          throw EventLogException.wrong(
              directory
                  + ": has events, and no position in topic "
                  + topic
                  + " that they reach to; expected an empty directory, or one that a mirror of it"
                  + " has written");
        }
        byte[] bytes = new byte[reader.payload().remaining()];
        reader.payload().duplicate().get(bytes);
        written.merge(ByteBuffer.wrap(bytes), 1, Integer::sum);
      }
      if (from == 0) {
        keep(log, snapshots);
      }
      return snapshots;
    } catch (IOException e) {
      throw EventLogException.failed(
          directory + ": the mirror's position cannot be read: " + IoReasons.withFile(e), e);
    }
  }

  private void keep(LogWriter log, Snapshots snapshots) {
    log.force();
    try {
      snapshots.write(state, log.flushedPosition());
      neededPosition = keptPosition;
      keptPosition = log.flushedPosition();
    } catch (IOException e) {
      listener.notKept(IoReasons.withFile(e));
    }
  }

  /** Tells of segments that cannot be deleted; those that are were not needed. */
  private final class Deletions implements Retention.Listener {
    @Override
    public void deleted(Path segment, long bytes, @Nullable String by) {}

    @Override
    public void failed(EventLogException why) {
      listener.notKept(String.valueOf(why.getMessage()));
    }
  }
}
