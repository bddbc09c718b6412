package io.bidder.eventlog.append;

import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.segment.EventLogException;
import io.bidder.eventlog.segment.LogWriter;
import io.bidder.settings.scheduling.Ending;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Takes events from any thread and appends them to the log in a thread of its own.
 *
 * <p>Bids are {@linkplain #offer offered}: whoever bids never waits, and where there is no room the
 * bid is dropped and counted. Everything that money depends on is {@linkplain #append appended}: it
 * is acknowledged when the log has it as {@link Sync} says, together with whatever else waited by
 * then, and never before. A bid that was offered before an event was appended is written before it.
 */
public final class Appender implements AutoCloseable {
  /** Is told what happens, by the appender's thread. */
  public interface Listener {
    /** Bids were lost because they could not be written. */
    void dropped(int bids);

    /**
     * Nothing is acknowledged for now, or ever if the log {@linkplain LogWriter is broken}.
     *
     * @param failure why
     */
    void failed(Throwable failure);

    /** After failures, the log takes events again. */
    void recovered();
  }

  private static final int TYPE = 1;
  private static final int BIDS_AT_ONCE = 4_096;

  /**
   * Between turns in which nobody waits: each costs a write, and takes a core from bidding. Events
   * that must not be lost end it.
   */
  private static final long REST_NS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(100);

  /** An event that waits for its acknowledgement. */
  private record Waiting(ByteBuffer event, CompletableFuture<Void> acknowledged) {}

  private final AppendOptions options;
  private final Listener listener;
  private final LogWriter log;
  private final ByteBuffer ringBytes;
  private final ManyToOneRingBuffer ring;
  private final int maxBidBytes;
  private final ManyToOneConcurrentArrayQueue<Waiting> queue;
  private final List<Waiting> taken = new ArrayList<>();
  private final MessageHandler onBid = this::onBid;
  private final Thread thread;
  private volatile boolean closing;
  private volatile boolean closed;
  private volatile long acknowledgedPosition;

  /** Of the appender's thread: bids of this turn, and why one could not be written. */
  private int bids;

  private @Nullable Throwable failure;
  private boolean failing;
  private long syncedNs = System.nanoTime();

  private Appender(AppendOptions options, LogWriter log, Listener listener) {
    this.options = options;
    this.log = log;
    this.listener = listener;
    ringBytes =
        ByteBuffer.allocateDirect(options.ringBytes() + RingBufferDescriptor.TRAILER_LENGTH);
    ring = new ManyToOneRingBuffer(new UnsafeBuffer(ringBytes));
    maxBidBytes = Math.min(ring.maxMsgLength(), LogWriter.MAX_RECORD_BYTES);
    queue = new ManyToOneConcurrentArrayQueue<>(options.maxWaiting());
    acknowledgedPosition = log.flushedPosition();
    thread = Thread.ofPlatform().name("events").daemon(true).unstarted(this::run);
  }

  /**
   * Opens a log and starts to take events.
   *
   * @throws EventLogException as {@link LogWriter#open}
   */
  public static Appender open(AppendOptions options, InstantSource clock, Listener listener) {
    return start(options, LogWriter.open(options.directory(), options.segments(), clock), listener);
  }

  static Appender start(AppendOptions options, LogWriter log, Listener listener) {
    Appender appender = new Appender(options, log, listener);
    appender.thread.start();
    return appender;
  }

  /**
   * Takes a bid if there is room for it. Never waits, allocates nothing.
   *
   * @param bid is copied
   * @return false if there is none, or the bid is longer than an eighth of the ring or 1 MiB: it
   *     will not be in the log
   */
  public boolean offer(EventWriter bid) {
    int bytes = bid.length();
    return bytes <= maxBidBytes && ring.write(TYPE, bid.buffer(), 0, bytes);
  }

  /**
   * Takes an event that must not be lost.
   *
   * @param event is copied
   * @return completes when the log has it; fails if it will not have it, for which a full queue, a
   *     full disk, a closed appender and an event of more than 1 MiB are reasons
   */
  public CompletionStage<Void> append(EventWriter event) {
    if (event.length() > LogWriter.MAX_RECORD_BYTES) {
      return CompletableFuture.failedFuture(
          EventLogException.tooLong(event.length(), LogWriter.MAX_RECORD_BYTES));
    }
    ByteBuffer copy = ByteBuffer.allocate(event.length());
    copy.put(event.bytes(), 0, event.length()).flip();
    Waiting waiting = new Waiting(copy, new CompletableFuture<>());
    if (closing || !queue.offer(waiting)) {
      waiting.acknowledged.completeExceptionally(
          EventLogException.busy(
              options.directory()
                  + (closing ? ": closed" : ": %d events wait".formatted(options.maxWaiting()))));
    } else if (closed) {
      refuse();
    } else {
      LockSupport.unpark(thread);
    }
    return waiting.acknowledged;
  }

  /** The position before which everything was acknowledged, for readers of this process. */
  public long acknowledgedPosition() {
    return acknowledgedPosition;
  }

  /** Writes what has been taken, and closes the log. */
  @Override
  public void close() {
    closing = true;
    Ending.await(thread);
  }

  private void run() {
    try {
      while (true) {
        boolean last = closing;
        boolean worked = turn();
        if (!worked && last) {
          break;
        }
        if (failing) {
          LockSupport.parkNanos(RETRY_NS);
        } else if (!closing && queue.isEmpty() && ring.size() < options.ringBytes() / 4) {
          LockSupport.parkNanos(REST_NS);
        }
      }
    } finally {
      closing = true;
      closed = true;
      refuse();
      try {
        log.close();
      } catch (EventLogException e) {
        listener.failed(e);
      }
    }
  }

  /** Writes what waits, as one group; false if nothing did. */
  private boolean turn() {
    // Who waits was taken after the bids that came before it: so those are written first.
    queue.drainTo(taken, options.maxWaiting());
    bids = 0;
    failure = null;
    long offered = ring.producerPosition();
    while (ring.consumerPosition() < offered && ring.read(onBid, BIDS_AT_ONCE) > 0) {
      // Until the last bid that came before what was taken from the queue.
    }
    boolean someWork = bids > 0 || !taken.isEmpty();
    if (failing && !someWork) {
      recover();
      return false;
    }
    try {
      write(someWork);
    } catch (RuntimeException | Error e) {
      failure = failure == null ? e : failure;
    }
    if (failure != null) {
      fail(failure);
    } else if (someWork) {
      acknowledge();
    }
    return someWork && failure == null;
  }

  private void onBid(int type, MutableDirectBuffer buffer, int index, int length) {
    bids++;
    if (failure != null) {
      return;
    }
    try {
      log.append(ringBytes.limit(index + length).position(index));
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  private void write(boolean someWork) {
    if (failure != null) {
      return;
    }
    for (Waiting waiting : taken) {
      log.append(waiting.event);
    }
    if (someWork) {
      log.flush();
    }
    long nowNs = System.nanoTime();
    boolean due =
        switch (options.sync()) {
          case ALWAYS -> !taken.isEmpty() || isSyncDue(nowNs);
          case INTERVAL -> isSyncDue(nowNs);
          case OS -> false;
        };
    if (due) {
      syncedNs = nowNs;
      log.force();
    }
  }

  private boolean isSyncDue(long nowNs) {
    return nowNs - syncedNs >= options.syncInterval().toNanos();
  }

  private void acknowledge() {
    acknowledgedPosition = log.flushedPosition();
    for (Waiting waiting : taken) {
      waiting.acknowledged.complete(null);
    }
    taken.clear();
    if (failing) {
      recover();
    }
  }

  /** Has what failed behind it if there is room for any event: a short one may fit before that. */
  private void recover() {
    try {
      log.checkRoom();
    } catch (EventLogException e) {
      // Told when it began.
      return;
    }
    failing = false;
    listener.recovered();
  }

  private void fail(Throwable why) {
    for (Waiting waiting : taken) {
      waiting.acknowledged.completeExceptionally(why);
    }
    taken.clear();
    if (bids > 0) {
      listener.dropped(bids);
    }
    failing = true;
    listener.failed(why);
  }

  /** Refuses what came after the last turn; whoever finds the appender closed helps. */
  private synchronized void refuse() {
    EventLogException why = EventLogException.busy(options.directory() + ": closed");
    for (Waiting left = queue.poll(); left != null; left = queue.poll()) {
      left.acknowledged.completeExceptionally(why);
    }
  }
}
