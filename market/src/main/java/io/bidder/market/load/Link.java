package io.bidder.market.load;

/** A connection with at most one request outstanding, as the pace sees it. */
abstract class Link {
  /** Whether a request is outstanding: the fields below are of it. */
  boolean busy;

  /** Counted from 0. */
  long number;

  long dueNs;
  long sentNs;

  /** Writes the request of a number. */
  abstract void send(long number);
}
