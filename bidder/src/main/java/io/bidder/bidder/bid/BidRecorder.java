package io.bidder.bidder.bid;

/** Keeps what was known when a bid was made, so that it can be paid for and learned from. */
public interface BidRecorder {
  /**
   * A bid was made and is about to be answered with. Called by each pipeline's thread, which waits
   * for it: it must not block.
   *
   * @param bid valid during the call
   */
  void onBid(MadeBid bid);

  /**
   * A request is about to be answered, with or without a bid. As {@link #onBid}.
   *
   * @param request valid during the call
   */
  default void onRequest(BidContext request) {}

  /** Tells whether bids may be made now: not while they must be kept and cannot. */
  default boolean allowsBids() {
    return true;
  }
}
