package io.bidder.eventlog.kafka;

import io.bidder.eventlog.segment.EventLogException;
import io.bidder.eventlog.segment.LogReader;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Sends what a log has acknowledged to a Kafka topic, in a thread of its own, which nobody waits
 * for: the log's segments are what waits while brokers are away.
 *
 * <p>A record's key is its bid's id, and its value the event's bytes as in the log; its {@link
 * Source} says where it comes from. The events of a bid stay in the log's order. Everything is sent
 * at least once; what may be there already is sent again after a failure and after a restart, and
 * {@link Repeats} tell that from its source.
 */
public final class KafkaShipper implements AutoCloseable {
  /** Is told how it goes, by the shipper's thread. */
  public interface Listener {
    /**
     * Nothing is acknowledged by the brokers for now, or a record is refused; it is tried again.
     * Told once for each kind of reason until they acknowledge.
     */
    void away(Throwable why);

    /** The brokers acknowledge again, or for the first time. */
    void shipping();

    /** Events are no longer in the log, though they were never shipped. */
    void missed(long fromPosition, long toPosition);
  }

  private static final long AWAY_NS = TimeUnit.SECONDS.toNanos(3);
  private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long MIN_BACKOFF_NS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long MAX_BACKOFF_NS = TimeUnit.SECONDS.toNanos(5);

  private final ShipOptions options;
  private final LongSupplier acknowledged;
  private final Listener listener;
  private final Thread thread;
  private final AtomicLong records = new AtomicLong();
  private volatile boolean closing;
  private volatile long closingNs;
  private volatile long shippedPosition;
  private volatile long acknowledgedPosition;
  private volatile boolean away = true;

  /** Of the thread: the kinds of reasons that the listener knows. */
  private final Set<Class<?>> awayTold = new HashSet<>();

  private long backoffNs = MIN_BACKOFF_NS;

  private KafkaShipper(ShipOptions options, LongSupplier acknowledged, Listener listener) {
    this.options = options;
    this.acknowledged = acknowledged;
    this.listener = listener;
    thread = Thread.ofPlatform().name("shipper").daemon(true).unstarted(this::run);
  }

  /**
   * Starts to ship a log from where it was shipped to before. Whether there are brokers is for the
   * listener.
   *
   * @param acknowledged the position before which events may be shipped, such as {@link
   *     io.bidder.eventlog.append.Appender#acknowledgedPosition}
   * @throws EventLogException if there is no log
   */
  public static KafkaShipper start(
      ShipOptions options, LongSupplier acknowledged, Listener listener) {
    KafkaShipper shipper = new KafkaShipper(options, acknowledged, listener);
    try (LogReader reader = LogReader.openAtStart(options.log())) {
      Shipped before = Shipped.read(options.log(), options.topic(), reader.logId());
      shipper.shippedPosition = before == null ? reader.segmentPosition() : before.position();
      shipper.acknowledgedPosition = shipper.shippedPosition;
    } catch (IOException e) {
      throw EventLogException.failed(options.log() + ": cannot be shipped: " + e.getMessage(), e);
    }
    shipper.thread.start();
    return shipper;
  }

  /** The position from which the log must stay: everything before it is in the topic. */
  public long shippedPosition() {
    return shippedPosition;
  }

  /** Bytes of the log that may be shipped and are not yet acknowledged by the brokers. */
  public long lagBytes() {
    return Math.max(0, acknowledged.getAsLong() - acknowledgedPosition);
  }

  /** Events that the brokers have acknowledged since the start. */
  public long records() {
    return records.get();
  }

  /** Tells that the brokers do not acknowledge for now, or have not yet. */
  public boolean isAway() {
    return away;
  }

  /**
   * Ships what is left, if that does not take longer than it may, and stops. What is left then is
   * shipped after the next start.
   */
  @Override
  public void close() {
    closingNs = System.nanoTime();
    closing = true;
    LockSupport.unpark(thread);
    long leftMillis = options.closeAtMost().toMillis() + 2_000;
    try {
      thread.join(leftMillis);
      if (thread.isAlive()) {
        // The disk hangs, or a name server.
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closing) {
      try (Session session = begin()) {
        try {
          ship(session);
          session.save();
        } catch (IOException | RuntimeException | Error e) {
          tellAway(e);
          if (session.isBroken()) {
            return;
          }
        } finally {
          shippedPosition = session.shipped().position();
        }
      } catch (IOException | RuntimeException e) {
        tellAway(e);
      }
      if (!closing) {
        LockSupport.parkNanos(backoffNs);
        backoffNs = Math.min(2 * backoffNs, MAX_BACKOFF_NS);
      }
    }
  }

  private Session begin() throws IOException {
    long end = acknowledged.getAsLong();
    LogReader reader = LogReader.openAtStart(options.log());
    boolean begun = false;
    try {
      Shipped before = Shipped.read(options.log(), options.topic(), reader.logId());
      if (before != null && before.position() > reader.nextPosition()) {
        reader.close();
        reader = LogReader.open(options.log(), before.position());
      } else if (before != null && before.position() < reader.segmentPosition()) {
        listener.missed(before.position(), reader.segmentPosition());
      }
      Session session = new Session(options, reader, before, end);
      begun = true;
      return session;
    } finally {
      if (!begun) {
        reader.close();
      }
    }
  }

  private void ship(Session session) throws IOException {
    long recordsBefore = 0;
    long progressNs = System.nanoTime();
    while (!closing || mayGoOn(session)) {
      boolean some = session.turn(acknowledged.getAsLong());
      shippedPosition = session.shipped().position();
      acknowledgedPosition = session.acknowledgedPosition();
      long now = session.acknowledgedRecords();
      records.addAndGet(now - recordsBefore);
      if (now > recordsBefore || session.isDone()) {
        recordsBefore = now;
        progressNs = System.nanoTime();
        backoffNs = MIN_BACKOFF_NS;
        tellShipping();
      } else if (System.nanoTime() - progressNs > AWAY_NS) {
        tellAway(new TimeoutException("nothing was acknowledged for 3 seconds"));
      }
      if (!some) {
        LockSupport.parkNanos(IDLE_NS);
      }
    }
  }

  /** Tells, when closing, whether to wait for what is left. */
  private boolean mayGoOn(Session session) {
    return awayTold.isEmpty()
        && System.nanoTime() - closingNs < options.closeAtMost().toNanos()
        && session.acknowledgedPosition() < acknowledged.getAsLong();
  }

  private void tellAway(Throwable why) {
    away = true;
    if (awayTold.add(why.getClass())) {
      listener.away(why);
    }
  }

  private void tellShipping() {
    if (away) {
      away = false;
      awayTold.clear();
      listener.shipping();
    }
  }
}
