package io.bidder.bidder.http;

/** Answers bid requests. */
@FunctionalInterface
public interface BidHandler {
  /**
   * Takes a request, to be answered exactly once, now or later, by any thread. Called by a thread
   * that serves other connections too, so it must not block.
   */
  void onRequest(PendingBid bid);

  /**
   * Takes in what became of a bid that had a deadline. Called like {@link #onRequest}.
   *
   * @param inTime false if no bid was sent, for it would have left late or the connection is gone
   */
  default void onSent(PendingBid bid, boolean inTime) {}
}
