package io.bidder.bidder.http;

/** Who answers bid requests. */
@FunctionalInterface
public interface BidHandler {
  /**
   * Takes a request, which is to be answered exactly once, by any thread. Called by a thread that
   * serves other connections too, so it must not block.
   */
  void onRequest(PendingBid bid);
}
