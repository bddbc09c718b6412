package io.bidder.market.exchange;

import io.bidder.market.load.HttpAnswer;
import io.bidder.market.world.MarketClock;
import io.bidder.market.world.RandomStream;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is to happen, in the order of market time, and what happens to notices on their way. One
 * thread's.
 */
final class Deliveries {
  private static final long KIND = 67;
  private static final long DOUBLED_AFTER_MILLIS = 30_000;

  private final Notices notices;
  private final Books books;
  private final MarketOptions options;
  private final PriorityQueue<Due> due =
      new PriorityQueue<>(Comparator.comparingLong(Due::timeMillis).thenComparingLong(Due::number));
  private long number;
  private long nowMillis = MarketClock.START_MILLIS;

  /** Something that happens at a time. */
  private record Due(long timeMillis, long number, Runnable event) {}

  /**
   * Nothing is due yet.
   *
   * @param books that count what happens to notices
   */
  Deliveries(Notices notices, Books books, MarketOptions options) {
    this.notices = notices;
    this.books = books;
    this.options = options;
  }

  /** Market time. */
  long nowMillis() {
    return nowMillis;
  }

  /** Lets everything happen up to a time. */
  void advance(long toMillis) {
    happen(toMillis);
    nowMillis = Math.max(nowMillis, toMillis);
  }

  /** Lets everything happen that ever will. */
  void finish() {
    happen(Long.MAX_VALUE);
  }

  private void happen(long toMillis) {
    for (Due next = due.peek(); next != null && next.timeMillis() <= toMillis; next = due.peek()) {
      due.remove();
      nowMillis = Math.max(nowMillis, next.timeMillis());
      next.event().run();
    }
  }

  /** Has something happen at a time, or at the next chance if that is past. */
  void at(long timeMillis, Runnable event) {
    due.add(new Due(timeMillis, number++, event));
  }

  /**
   * Loads a URL at a time, if there is one and nothing happens to the notice on its way.
   *
   * @return completes when it was told, or never will be
   */
  CompletableFuture<?> tell(NoticeKind kind, Sale.Bid bid, long timeMillis, String url) {
    return url.isEmpty()
        ? CompletableFuture.completedFuture(null)
        : tell(kind, bid, timeMillis, () -> Call.get(url));
  }

  /**
   * Tells a fact at a time, if nothing happens to the notice on its way.
   *
   * @param call in a thread of its own; null if nobody wants to know after all
   * @return completes when it was told, or never will be
   */
  CompletableFuture<@Nullable HttpAnswer> tell(
      NoticeKind kind, Sale.Bid bid, long timeMillis, Supplier<@Nullable Call> call) {
    MarketOptions.NoticeFaults faults = options.faults();
    RandomStream random = new RandomStream(options.seed(), KIND, number);
    double fate = random.nextDouble();
    if (fate < faults.lost()) {
      number++;
      books.fault("lost");
      return CompletableFuture.completedFuture(null);
    }
    long lateMillis = 0;
    if (fate < faults.lost() + faults.late()) {
      books.fault("late");
      lateMillis = faults.lateMillis();
    }
    Notices.Fact fact = new Notices.Fact(kind, bid.id());
    CompletableFuture<@Nullable HttpAnswer> told = new CompletableFuture<>();
    long when = timeMillis + lateMillis;
    at(when, () -> notices.tell(fact, when, call, told::complete));
    if (random.nextDouble() < faults.doubled()) {
      books.fault("doubled");
      long again = when + DOUBLED_AFTER_MILLIS;
      at(again, () -> notices.tell(fact, again, call, told::complete));
    }
    return told;
  }
}
