package io.bidder.market.exchange;

import java.util.Map;

/**
 * What bidders were told of and took in.
 *
 * @param taken by kind
 * @param refusals notices that they did not want, by kind and reason
 * @param sent notices, without those that were sent again for want of an answer
 * @param resent times that one was sent again, as there was no answer or one of 503
 */
public record Told(
    Map<NoticeKind, Taken> taken, Map<String, Long> refusals, long sent, long resent) {
  /**
   * Facts of one kind that were taken in, each once.
   *
   * @param idSum the sum of what the ids of their bids hash to, by which two lists can be compared
   */
  public record Taken(long count, long idSum) {}

  /** Facts of a kind. */
  public Taken of(NoticeKind kind) {
    return taken.getOrDefault(kind, new Taken(0, 0));
  }
}
