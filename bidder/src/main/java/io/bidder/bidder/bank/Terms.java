package io.bidder.bidder.bank;

import java.time.Duration;

/**
 * The terms of leases, the same for all servers of a fleet.
 *
 * @param life after which the bank leases to others what a server that is not heard of had, with
 *     the time in which its last bids may be billed
 * @param grace for which a bank that knows nothing of a budget listens to all servers, and leases
 *     nothing that they do not hold
 */
public record Terms(Duration life, Duration grace) {
  /** Calls of the bank in which a server is sure to be heard, if it is there. */
  private static final int CALLS = 3;

  /**
   * Terms of a fleet.
   *
   * @param lease the time for which a lease may be spent
   * @param reservation the time in which a bid may be billed
   * @param sync the time between two calls of the bank
   */
  public static Terms of(Duration lease, Duration reservation, Duration sync) {
    return new Terms(lease.plus(reservation), sync.multipliedBy(CALLS));
  }
}
