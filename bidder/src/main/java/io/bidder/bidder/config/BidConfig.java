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
 * @param deadline from a request's first byte, the network's time included, where neither the
 *     request nor the exchange says less
 */
public record BidConfig(
    int threads,
    int queueLimit,
    int queueBytes,
    int batchRequests,
    int selectionCap,
    int candidateCap,
    Duration deadline) {
  /** {@code selectionCap} where nothing is said. */
  public static final int SELECTION_CAP = 100_000;

  static BidConfig read(Section section) {
    return new BidConfig(
        section
            .get("threads", Types.integer(1, 1024))
            .or(Runtime.getRuntime().availableProcessors(), "cores"),
        section.get("queueLimit", Types.integer(1, 1_000_000)).or(1024),
        section.get("queueBytes", Types.bytes(1 << 20, 1 << 30)).or(32 << 20),
        section.get("batchRequests", Types.integer(1, 1024)).or(8),
        section.get("selectionCap", Types.integer(64, 100_000_000)).or(SELECTION_CAP),
        section.get("candidateCap", Types.integer(1, 65_536)).or(64),
        section
            .get("deadline", Types.duration(Duration.ofMillis(1), Duration.ofSeconds(10)))
            .or(Duration.ofMillis(100)));
  }
}
