package io.bidder.bidder.config;

import java.time.Duration;

/**
 * The bid path and its limits; the keys below {@code bid}.
 *
 * @param threads that bid
 * @param queueLimit requests that may wait for a thread; more are answered without a bid
 * @param batchRequests requests that one thread takes from the queue and scores together
 * @param candidateCap ads that are scored for one request
 * @param deadline from a request's first byte, the network's time included, where neither the
 *     request nor the exchange says less
 */
public record BidConfig(
    int threads, int queueLimit, int batchRequests, int candidateCap, Duration deadline) {
  static BidConfig read(Section section) {
    return new BidConfig(
        section.integer("threads", Cores.ALL, 1, 1024),
        section.integer("queueLimit", "1024", 1, 1_000_000),
        section.integer("batchRequests", "8", 1, 1024),
        section.integer("candidateCap", "64", 1, 65_536),
        section.duration("deadline", "100ms", Duration.ofMillis(1), Duration.ofSeconds(10)));
  }
}
