package io.bidder.eventlog.follow;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.InvalidEventException;
import io.bidder.eventlog.event.Kind;
import io.bidder.eventlog.segment.Disk;
import io.bidder.eventlog.segment.EventLogException;
import io.bidder.eventlog.segment.LogReader;
import io.bidder.eventlog.segment.Retention;
import io.bidder.settings.IoReasons;
import io.bidder.settings.scheduling.Ending;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hands the events of a log to folds, behind whoever appends them, in a thread of its own.
 *
 * <p>Each fold goes on where its newest usable snapshot ends, or from the beginning of what the log
 * still has. Snapshots are written now and then and at the end; one that cannot be written is told
 * and tried again later, and costs nothing but a longer replay.
 *
 * <p>A fold that throws stands still from that event on: its state is what it was, its snapshots
 * are those before, and the listener is told. The others go on, and so does the process; a restart
 * tries again. When the log itself cannot be read, all stand still.
 *
 * <p>Events that this version cannot read, such as those of a kind that a later one added, are
 * passed over and counted.
 */
public final class LogFollower implements AutoCloseable {
  /** Is told what goes wrong, by the follower's thread; at the start, by the one that starts it. */
  public interface Listener {
    /** A snapshot was of no use: its fold is made anew from an older one or from the log. */
    void rebuilt(String fold, String why);

    /** Events that a fold has not seen are no longer in the log. */
    void missed(String fold, long fromPosition, long toPosition);

    /** A fold threw at an event, and gets no more. */
    void stopped(String fold, long position, Throwable why);

    /** A snapshot could not be written. */
    void notKept(String fold, Exception why);

    /** The log cannot be read, and no fold gets any more. */
    void failed(Throwable why);
  }

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]+");
  private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int EVENTS_AT_ONCE = 1 << 10;

  private final FollowOptions options;
  private final LongSupplier readable;
  private final Listener listener;
  private final Snapshots snapshots;
  private final List<Followed> folds = new ArrayList<>();
  private final LogReader reader;
  private final long toCatchUp;
  private final Thread thread;
  private final Object advanced = new Object();
  private volatile @Nullable Retention retention;
  private volatile boolean closing;
  private volatile long position;
  private volatile long neededPosition;
  private final AtomicLong unreadableEvents = new AtomicLong();
  private volatile @Nullable Throwable failure;
  private long keptNs = System.nanoTime();

  /** A fold, and the position from which it has seen nothing. */
  private static final class Followed {
    final Fold fold;
    final long from;
    boolean stopped;

    Followed(Fold fold, long from) {
      this.fold = fold;
      this.from = from;
    }

    boolean takes(Kind kind, long position) {
      return !stopped && position >= from && fold.wants(kind);
    }
  }

  private LogFollower(
      FollowOptions options, LongSupplier readable, List<Fold> folds, Listener listener, Disk disk)
      throws IOException {
    this.options = options;
    this.readable = readable;
    this.listener = listener;
    toCatchUp = readable.getAsLong();
    position = toCatchUp;
    try (LogReader first = LogReader.openAtStart(options.log())) {
      snapshots = new Snapshots(options.snapshots(), first.logId(), disk);
      for (Fold fold : folds) {
        Followed followed = new Followed(fold, restore(fold, first.segmentPosition()));
        this.folds.add(followed);
        position = Math.min(position, followed.from);
      }
    }
    findNeeded();
    reader = LogReader.open(options.log(), position);
    thread = Thread.ofPlatform().name("follower").daemon(true).unstarted(this::run);
  }

  /**
   * Restores folds and starts to follow a log.
   *
   * @param readable the position before which events are safe to be seen, such as {@link
   *     io.bidder.eventlog.append.Appender#acknowledgedPosition}
   * @param folds each with another name
   * @throws EventLogException if there is no log, or it or the snapshots cannot be read
   */
  public static LogFollower start(
      FollowOptions options, LongSupplier readable, List<Fold> folds, Listener listener) {
    return start(options, readable, folds, listener, new Disk());
  }

  static LogFollower start(
      FollowOptions options,
      LongSupplier readable,
      List<Fold> folds,
      Listener listener,
      Disk disk) {
    Set<String> names = new HashSet<>();
    for (Fold fold : folds) {
      if (!NAME.matcher(fold.name()).matches() || !names.add(fold.name())) {
        throw new IllegalArgumentException(
            "fold \""
                + fold.name()
                + "\", expected names of letters, digits and dashes, each once");
      }
    }
    try {
      LogFollower follower = new LogFollower(options, readable, folds, listener, disk);
      follower.thread.start();
      return follower;
    } catch (IOException e) {
      throw EventLogException.failed(
          options.snapshots() + ": cannot be used: " + IoReasons.withFile(e), e);
    }
  }

  /** Restores a fold, and returns the position to go on at. */
  private long restore(Fold fold, long logFrom) throws IOException {
    long from = snapshots.restore(fold, toCatchUp, why -> listener.rebuilt(fold.name(), why));
    if (from < logFrom) {
      listener.missed(fold.name(), from, logFrom);
    }
    return Math.max(from, logFrom);
  }

  /**
   * Has segments deleted after snapshots, in the follower's thread, but those that folds need.
   *
   * @param retention that knows of all other readers already
   */
  public void retain(Retention retention) {
    retention.addReader("snapshots", this::neededPosition);
    this.retention = retention;
  }

  /** Tells whether everything has been folded that was acknowledged when this was started. */
  public boolean caughtUp() {
    return position >= toCatchUp;
  }

  /**
   * Waits until everything has been folded that is acknowledged now.
   *
   * @return false if that takes longer
   * @throws EventLogException if the log cannot be read
   */
  public boolean awaitCaughtUp(Duration atMost) throws InterruptedException {
    long wanted = readable.getAsLong();
    long deadlineNs = System.nanoTime() + atMost.toNanos();
    LockSupport.unpark(thread);
    synchronized (advanced) {
      while (position < wanted) {
        Throwable why = failure;
        if (why != null) {
          throw EventLogException.failed("the log is no longer followed: " + why.getMessage(), why);
        }
        long leftNs = deadlineNs - System.nanoTime();
        if (leftNs <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(advanced, leftNs);
      }
    }
    return true;
  }

  /** The position before which everything was folded. */
  public long position() {
    return position;
  }

  /** The position from which the log must stay, so that every fold can be made again. */
  public long neededPosition() {
    return neededPosition;
  }

  /** Events that were passed over because this version cannot read them. */
  public long unreadableEvents() {
    return unreadableEvents.get();
  }

  /** Stops where it is, and writes snapshots. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    Ending.await(thread);
  }

  private void run() {
    try (reader) {
      while (!closing) {
        boolean more = fold(readable.getAsLong());
        if (System.nanoTime() - keptNs >= options.snapshotInterval().toNanos()) {
          keep();
        }
        if (!more) {
          LockSupport.parkNanos(IDLE_NS);
        }
      }
      keep();
    } catch (RuntimeException | Error e) {
      failure = e;
      advance(position);
      listener.failed(e);
    }
  }

  /** Folds some events; false if there are none left before the position. */
  private boolean fold(long end) {
    for (int i = 0; i < EVENTS_AT_ONCE; i++) {
      if (!reader.next(end)) {
        advance(end);
        return false;
      }
      hand();
    }
    advance(reader.nextPosition());
    return true;
  }

  private void hand() {
    ByteBuffer payload = reader.payload();
    Kind kind = Event.kindOf(payload);
    long at = reader.position();
    if (kind != null && !isTaken(kind, at)) {
      return;
    }
    Event event;
    try {
      event = Event.read(payload);
    } catch (InvalidEventException e) {
      unreadableEvents.incrementAndGet();
      return;
    }
    for (Followed followed : folds) {
      if (kind != null && followed.takes(kind, at)) {
        try {
          followed.fold.on(event, at);
        } catch (RuntimeException | Error e) {
          followed.stopped = true;
          listener.stopped(followed.fold.name(), at, e);
        }
      }
    }
  }

  private boolean isTaken(Kind kind, long at) {
    for (Followed followed : folds) {
      if (followed.takes(kind, at)) {
        return true;
      }
    }
    return false;
  }

  private void advance(long to) {
    synchronized (advanced) {
      position = to;
      advanced.notifyAll();
    }
  }

  /** Writes the folds' snapshots. */
  private void keep() {
    keptNs = System.nanoTime();
    try {
      // After a loss of power, the log must not end before what a state holds.
      reader.force();
    } catch (EventLogException e) {
      folds.forEach(followed -> listener.notKept(followed.fold.name(), e));
      return;
    }
    for (Followed followed : folds) {
      if (!followed.stopped && position >= followed.from) {
        try {
          snapshots.write(followed.fold, position);
        } catch (IOException | RuntimeException e) {
          listener.notKept(followed.fold.name(), e);
        }
      }
    }
    try {
      findNeeded();
    } catch (IOException e) {
      listener.notKept("any fold", e);
    }
    Retention deleting = retention;
    if (deleting != null) {
      deleting.run();
    }
  }

  private void findNeeded() throws IOException {
    long needed = position;
    for (Followed followed : folds) {
      needed = Math.min(needed, snapshots.neededPosition(followed.fold));
    }
    neededPosition = needed;
  }
}
