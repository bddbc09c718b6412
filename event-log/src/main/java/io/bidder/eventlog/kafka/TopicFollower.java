package io.bidder.eventlog.kafka;

import io.bidder.eventlog.follow.Fold;
import io.bidder.eventlog.follow.Snapshots;
import io.bidder.eventlog.segment.Disk;
import io.bidder.eventlog.segment.EventLogException;
import io.bidder.settings.IoReasons;
import io.bidder.settings.scheduling.Ending;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.KafkaException;

/**
 * Hands the events of a whole fleet's topic to the folds that otherwise follow a log, each once, in
 * a thread of its own. Events of one bid from one log come in their order, others in none: only a
 * fold that bears that may follow a topic.
 *
 * <p>All folds are kept in one snapshot with the place in the topic. Without one that is of use,
 * and where the topic no longer reaches back to it, they are made again from what the topic still
 * has. A fold that throws gets no more events; no snapshots are written from then on, so that a
 * restart tries again. Brokers that are away are waited for.
 */
public final class TopicFollower implements AutoCloseable {
  /** Is told how it goes, by the follower's thread; at the start, by the one that starts it. */
  public interface Listener {
    /** A snapshot was of no use, or events are missing: the folds are made anew. */
    void rebuilt(String why);

    /** A fold threw at an event, and gets no more. */
    void stopped(String fold, Throwable why);

    /** A snapshot could not be written; it is tried again. */
    void notKept(Exception why);

    /** The brokers cannot be read for now. */
    void away(Throwable why);

    /**
     * Everything that was in the topic has been folded. Told once after the start and after away.
     */
    void caughtUp();
  }

  private static final Duration POLL = Duration.ofMillis(100);
  private static final long BACKOFF_NS = TimeUnit.SECONDS.toNanos(1);

  private final TopicOptions options;
  private final Listener listener;
  private final TopicState state;
  private final Snapshots snapshots;
  private final Thread thread;
  private volatile boolean closing;
  private volatile boolean caughtUp;
  private volatile long events;

  /** Of the thread. */
  private boolean awayTold;

  private long keptNs = System.nanoTime();

  private TopicFollower(TopicOptions options, List<Fold> folds, Listener listener)
      throws IOException {
    this.options = options;
    this.listener = listener;
    state = new TopicState(folds, listener);
    UUID topic = UUID.nameUUIDFromBytes(options.topic().getBytes(StandardCharsets.UTF_8));
    snapshots = new Snapshots(options.snapshots(), topic, new Disk());
    snapshots.restore(state, Long.MAX_VALUE, listener::rebuilt);
    events = state.events();
    thread = Thread.ofPlatform().name("topic-follower").daemon(true).unstarted(this::run);
  }

  /**
   * Restores folds and starts to follow a topic.
   *
   * @param folds each with another name
   * @throws EventLogException if the snapshots cannot be read
   */
  public static TopicFollower start(TopicOptions options, List<Fold> folds, Listener listener) {
    try {
      TopicFollower follower = new TopicFollower(options, folds, listener);
      follower.thread.start();
      return follower;
    } catch (IOException e) {
      throw EventLogException.failed(
          options.snapshots() + ": cannot be used: " + IoReasons.withFile(e), e);
    }
  }

  /**
   * Tells whether everything has been folded that was in the topic at some time since the start.
   */
  public boolean caughtUp() {
    return caughtUp;
  }

  /** Events that are in the folds. */
  public long events() {
    return events;
  }

  /** Stops where it is, and writes a snapshot. */
  @Override
  public void close() {
    closing = true;
    Ending.await(thread);
  }

  private void run() {
    while (!closing) {
      try (KafkaEvents topic =
          new KafkaEvents(options.brokers(), options.topic(), options.client(), state.position())) {
        follow(topic);
      } catch (EventLogException e) {
        state.beginAgain();
        listener.rebuilt(String.valueOf(e.getMessage()));
      } catch (KafkaException e) {
        if (!awayTold) {
          awayTold = true;
          listener.away(e);
        }
        if (!closing) {
          LockSupport.parkNanos(BACKOFF_NS);
        }
      }
    }
    keep();
  }

  private void follow(KafkaEvents topic) {
    boolean told = false;
    while (!closing) {
      int read = topic.poll(POLL, state::on);
      events = state.events();
      if (read == 0 && !told && topic.isCaughtUp()) {
        told = true;
        awayTold = false;
        caughtUp = true;
        listener.caughtUp();
      }
      if (System.nanoTime() - keptNs >= options.snapshotInterval().toNanos()) {
        keep();
      }
    }
  }

  private void keep() {
    keptNs = System.nanoTime();
    if (state.isWhole()) {
      try {
        snapshots.write(state, state.taken());
      } catch (IOException | RuntimeException e) {
        listener.notKept(e);
      }
    }
  }
}
