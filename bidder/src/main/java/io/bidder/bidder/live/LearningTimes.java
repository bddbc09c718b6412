package io.bidder.bidder.live;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Kind;
import io.bidder.eventlog.follow.Fold;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How long it takes from a click or an order to the first bid that is priced by a version which has
 * learned it, and which of them wait for that. Which version has learned what its manifest says
 * ({@code training.learned.outcomesUpTo}). A learner has a row of an ad ten seconds after it was
 * shown, and clicks come soon after that: a click counts as known ten seconds after it came, so
 * that what is told is rather too long than too short.
 *
 * <p>Thread-safe.
 */
public final class LearningTimes implements Fold {
  private static final long SETTLE_MILLIS = 10_000;
  private static final long NOTHING = Long.MIN_VALUE;

  private final LongConsumer took;
  private final Unlearned clicks = new Unlearned(SETTLE_MILLIS);
  private final Unlearned orders = new Unlearned(0);

  /** Up to when versions that have bid have learned; {@link #NOTHING} before one has. */
  private long learnedMillis = NOTHING;

  /** The version whose first bid is awaited; null if none is. */
  private volatile @Nullable Awaited awaited;

  private record Awaited(String version, long upToMillis, AtomicLong firstBidMillis) {}

  /**
   * Times of one log.
   *
   * @param took is told how many milliseconds it took to learn an outcome
   */
  public LearningTimes(LongConsumer took) {
    this.took = took;
  }

  /** Begins with the version that a server starts with: what it has learned was learned before. */
  public synchronized void start(long upToMillis) {
    learnedMillis = upToMillis;
    learned(upToMillis, _ -> {});
  }

  /** A version is served from now on that has learned so far. */
  public void serving(String version, long upToMillis) {
    awaited = new Awaited(version, upToMillis, new AtomicLong(NOTHING));
  }

  /** A thread has made its first bid by a version after others. */
  public void onFirstBid(String version, long epochMillis) {
    Awaited waiting = awaited;
    if (waiting != null && waiting.version.equals(version)) {
      waiting.firstBidMillis.compareAndSet(NOTHING, epochMillis);
    }
  }

  /** Tells how long it took to learn, if the version that is awaited has bid. For one thread. */
  public synchronized void tell() {
    Awaited waiting = awaited;
    if (waiting == null || waiting.firstBidMillis.get() == NOTHING) {
      return;
    }
    awaited = null;
    long bidMillis = waiting.firstBidMillis.get();
    learnedMillis = Math.max(learnedMillis, waiting.upToMillis);
    learned(waiting.upToMillis, ingestMillis -> took.accept(Math.max(0, bidMillis - ingestMillis)));
  }

  private void learned(long upToMillis, LongConsumer each) {
    clicks.learned(upToMillis, each);
    orders.learned(upToMillis, each);
  }

  /** Outcomes that wait for a version that has learned them. */
  public synchronized long unlearned() {
    return clicks.count() + orders.count();
  }

  /**
   * For how long the oldest of them has waited; NaN while nobody learns: no version that has bid
   * had learned anything.
   */
  public synchronized double unlearnedSeconds(long nowEpochMillis) {
    if (learnedMillis == NOTHING) {
      return Double.NaN;
    }
    long oldest = Math.min(clicks.oldestMillis(), orders.oldestMillis());
    return Math.max(0, nowEpochMillis - oldest) / 1e3;
  }

  @Override
  public String name() {
    return "learning-times";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public boolean wants(Kind kind) {
    return kind == Kind.CLICK || kind == Kind.CONVERSION;
  }

  @Override
  public synchronized void on(Event event, long position) {
    boolean click = event.happening().kind().equals("click");
    (click ? clicks : orders).add(event.ingestEpochMillis());
  }

  @Override
  public synchronized void writeTo(DataOutputStream out) throws IOException {
    clicks.writeTo(out);
    orders.writeTo(out);
  }

  @Override
  public synchronized void readFrom(DataInputStream in) throws IOException {
    clear();
    clicks.readFrom(in);
    orders.readFrom(in);
  }

  @Override
  public synchronized void clear() {
    clicks.clear();
    orders.clear();
  }
}
