package io.bidder.bidder.record;

/** Is told how the event log fares. From any thread. */
public interface RecordEvents {
  /** Bids were not recorded, because there was no room for them or they could not be written. */
  void bidsDropped(int bids);

  /** Whether the log takes events. */
  void logWorks(boolean works);

  /** A file of the log was deleted; {@code needed} if something still needed it. */
  void segmentDeleted(boolean needed);

  /** What follows the log has failed, in part or all of it. */
  void followingFailed();

  /** Whether brokers take what is shipped. */
  void brokersWork(boolean work);
}
