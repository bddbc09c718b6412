package io.bidder.bidder.pricing;

/**
 * What became of pricing one candidate. All amounts are CPM in micros of {@link #currency}; one
 * that pricing did not come to is 0. Reused: valid until its {@link Prices} are filled again.
 */
public final class Price {

  /** How pricing ended, in the order in which its conditions are looked at. */
  public enum Outcome {
    /** No currency that the request takes has a rate. */
    NO_CURRENCY,
    /** The prediction is no probability. */
    INVALID_PREDICTION,
    /** The floor's currency, or the campaign's own, has no rate. */
    NO_RATE,
    /** Worth less than a micro. */
    ZERO_VALUE,
    /** What could be bid is below the campaign's least CPM. */
    BELOW_MIN_CPM,
    /** What could be bid is below the floor. */
    BELOW_FLOOR,
    /** {@link Price#bidCpmMicros} may be bid. */
    PRICED
  }

  public Outcome outcome = Outcome.NO_CURRENCY;

  /** What a thousand such impressions are worth to the advertiser, rounded down, before caps. */
  public long valueCpmMicros;

  /** What to bid, never above value or cap; 0 unless {@link Outcome#PRICED}. */
  public long bidCpmMicros;

  /** What the bid must reach: the deal's floor for a deal, the impression's otherwise. */
  public long floorCpmMicros;

  /** ISO 4217 code of the bid; empty if there is none. */
  public String currency = "";

  void set(String newCurrency) {
    outcome = Outcome.NO_CURRENCY;
    valueCpmMicros = 0;
    bidCpmMicros = 0;
    floorCpmMicros = 0;
    currency = newCurrency;
  }

  @Override
  public String toString() {
    return outcome
        + " value "
        + valueCpmMicros
        + " bid "
        + bidCpmMicros
        + " floor "
        + floorCpmMicros
        + " "
        + currency;
  }
}
