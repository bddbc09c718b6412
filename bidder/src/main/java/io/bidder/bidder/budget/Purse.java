package io.bidder.bidder.budget;

import io.bidder.bidder.pricing.CurrencyRates;
import io.bidder.bidder.pricing.CurrencyRates.Rounding;
import org.jspecify.annotations.Nullable;

/**
 * The accounts that the bids of a campaign are paid from: its own, its group's, or both. Immutable.
 *
 * @param number by which reservations name it
 */
record Purse(
    int number, @Nullable Account own, @Nullable Account group, int currency, CurrencyRates rates) {
  private static final int IMPRESSIONS_PER_CPM = 1000;

  /** The price of an impression in the campaign's currency, rounded up. */
  long priceMicros(long cpmMicros, int of) {
    long own = rates.convertMicros(cpmMicros, of, currency, Rounding.UP);
    return own / IMPRESSIONS_PER_CPM + (own % IMPRESSIONS_PER_CPM > 0 ? 1 : 0);
  }

  boolean claim(long micros) {
    if (own != null && !own.claim(micros)) {
      return false;
    }
    if (group == null || group.claim(micros)) {
      return true;
    }
    if (own != null) {
      own.giveBack(micros);
    }
    return false;
  }

  boolean grants(long micros) {
    return (own == null || own.grants(micros)) && (group == null || group.grants(micros));
  }

  boolean isNear() {
    return (own != null && own.isNear()) || (group != null && group.isNear());
  }

  void release(long slice, long micros) {
    if (own != null) {
      own.inFlight.release(slice, micros);
    }
    if (group != null) {
      group.inFlight.release(slice, micros);
    }
  }

  /** The account that has nothing left; null if both have. */
  @Nullable Account exhausted() {
    return own != null && own.isOut() ? own : group != null && group.isOut() ? group : null;
  }

  /** Tells whether bids are paid from the same accounts as of another. */
  boolean sharesAccountsOf(Purse other) {
    return own == other.own && group == other.group;
  }
}
