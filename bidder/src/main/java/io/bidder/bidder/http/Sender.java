package io.bidder.bidder.http;

/**
 * Tells bid requests of one sender from others'.
 *
 * @param connection what the connection has cost lately
 * @param address what its address has, all of its connections together
 */
public record Sender(Usage connection, Usage address) {
  /**
   * A bid request of it has cost so much.
   *
   * @param nanos of a bidding thread's time
   * @param nowNs {@link System#nanoTime}
   */
  public void add(long nanos, long nowNs) {
    connection.add(nanos, nowNs);
    address.add(nanos, nowNs);
  }
}
