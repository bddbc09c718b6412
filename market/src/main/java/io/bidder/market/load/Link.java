package io.bidder.market.load;

/** A connection with at most one request outstanding, as the pace sees it. */
abstract class Link {
  /** When the outstanding request was due. */
  long dueNs;

  /** Which request is outstanding. */
  int request;

  boolean busy;

  /** Writes the request. */
  abstract void send(int request);
}
