package io.bidder.bidder.budget;

/** Grants bids their prices, as long as they are left of what their campaigns may spend. */
public interface Claims {
  /** Leaves every bid to be made. */
  Claims NONE = (campaignSlot, cpmMicros, currency) -> true;

  /**
   * Claims the price of a bid, for as long as it may be billed. Waits for nothing and allocates
   * nothing.
   *
   * @param currency of the price, as a number of the server's rates
   * @return false if it is more than what is left: then nothing is claimed
   */
  boolean claim(int campaignSlot, long cpmMicros, int currency);

  /** Claims that are only looked at: nothing is claimed. */
  default Claims looking() {
    return this;
  }

  /** A bid was made whose price was claimed. As {@link #claim}. */
  default void made(int campaignSlot, long idHigh, long idLow, long epochMillis) {}
}
