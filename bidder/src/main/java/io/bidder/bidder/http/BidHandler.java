package io.bidder.bidder.http;

/** Answers bid requests. */
@FunctionalInterface
public interface BidHandler {
  /**
   * Takes a request, to be answered exactly once, now or later, by any thread. Called by a thread
   * that serves other connections too, so it must not block.
   */
  void onRequest(PendingBid bid);
}
