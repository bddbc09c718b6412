package io.bidder.bidder.config;

import io.bidder.settings.Section;
import io.bidder.settings.Types;
import java.time.Duration;

/**
 * The bid path and its limits; the keys below {@code bid}.
 *
 * @param threads that bid
 * @param queueLimit requests that may wait for a thread; more are answered without a bid
 * @param queueBytes of those that wait, at most; of more, those of whoever uses most are answered
 *     without a bid
 * @param batchRequests requests that one thread takes from the queue and scores together
 * @param selectionCap ads that are looked at for one request
 * @param candidateCap ads that are scored for one request
 * @param requestMemoryBytes of heap that what is read of one request may take; more is answered
 *     without a bid
 * @param keptMemoryBytes of heap that all threads together may keep between requests for what is
 *     read of them
 * @param maxAnswerBytes of an answer; bids beyond are left out
 * @param maxCpmUsdMicros in US dollars; higher bids are cut to it
 * @param deadline from a request's first byte, the network's time included, where neither the
 *     request nor the exchange says less
 * @param watchdog how it is told that no bid can be made
 */
public record BidConfig(
    int threads,
    int queueLimit,
    int queueBytes,
    int batchRequests,
    int selectionCap,
    int candidateCap,
    int requestMemoryBytes,
    int keptMemoryBytes,
    int maxAnswerBytes,
    long maxCpmUsdMicros,
    Duration deadline,
    WatchdogConfig watchdog) {
  /** {@code selectionCap} where nothing is said. */
  public static final int SELECTION_CAP = 100_000;

  public static final int DEFAULT_REQUEST_MEMORY_BYTES = 4 << 20;
  public static final int DEFAULT_ANSWER_BYTES = 1 << 20;

  /** Of one request's place in a batch: what an exchange's usual requests need at their largest. */
  public static final int DEFAULT_KEPT_BYTES_EACH = 1 << 20;

  private static final int MOST_BYTES = 1 << 30;

  /** Requests that may be bid on at a time, all threads together. */
  public int contexts() {
    return threads * batchRequests;
  }

  static BidConfig read(Section section) {
    int threads =
        section
            .get("threads", Types.integer(1, 1024))
            .or(Runtime.getRuntime().availableProcessors(), "cores");
    int queueLimit = section.get("queueLimit", Types.integer(1, 1_000_000)).or(1024);
    int queueBytes = section.get("queueBytes", Types.bytes(64 << 10, MOST_BYTES)).or(32 << 20);
    int batchRequests = section.get("batchRequests", Types.integer(1, 1024)).or(8);
    long kept = (long) threads * batchRequests * DEFAULT_KEPT_BYTES_EACH;
    return new BidConfig(
        threads,
        queueLimit,
        queueBytes,
        batchRequests,
        section.get("selectionCap", Types.integer(64, 100_000_000)).or(SELECTION_CAP),
        section.get("candidateCap", Types.integer(1, 65_536)).or(64),
        section
            .get("requestMemory", Types.bytes(64 << 10, MOST_BYTES))
            .or(DEFAULT_REQUEST_MEMORY_BYTES),
        section
            .get("keptMemory", Types.bytes(0, MOST_BYTES))
            .or((int) Math.min(kept, MOST_BYTES), "1MiB x threads x batchRequests"),
        section.get("maxAnswerBytes", Types.bytes(1 << 10, 64 << 20)).or(DEFAULT_ANSWER_BYTES),
        maxCpmUsdMicros(section),
        section
            .get("deadline", Types.duration(Duration.ofMillis(1), Duration.ofSeconds(10)))
            .or(Duration.ofMillis(100)),
        section.map("watchdog", WatchdogConfig::read));
  }

  private static long maxCpmUsdMicros(Section section) {
    long micros = section.get("maxCpm", Types.AMOUNT_MICROS).or(100_000_000L, "100");
    if (micros == 0) {
      section.problem("maxCpm", "an amount above 0");
    }
    return micros;
  }
}
