package io.bidder.bidder.pricing;

import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.pricing.CurrencyRates.Rounding;
import io.bidder.bidder.pricing.Price.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Turns predictions into bids: {@code value = P(conversion | impression) × average order value ×
 * ROAS coefficient}, cut to the campaign's cap, held against the floor. What is bid is the value,
 * or the agreed price of a deal that has one. Immutable and thread-safe; allocates nothing.
 */
public final class Pricing {
  /** Instead of a value: the prediction is no probability. */
  public static final long INVALID = -1;

  /** {@code deal.at}: the floor is the price that was agreed on. */
  private static final int FIXED_PRICE = 3;

  private static final double IMPRESSIONS_PER_CPM = 1000;

  /** More than five roundings of a double: the rounding of two inputs and three products. */
  private static final double ROUNDING = 0x1p-50;

  private final CurrencyRates rates;
  private final int exchangeCurrency;

  /**
   * Pricing with some rates.
   *
   * @param exchangeCurrency ISO 4217 code of what is bid where a request does not say; empty: USD
   * @throws IllegalArgumentException if it has no rate
   */
  public Pricing(CurrencyRates rates, String exchangeCurrency) {
    this.rates = rates;
    this.exchangeCurrency = rates.numberOf(exchangeCurrency);
    if (this.exchangeCurrency == CurrencyRates.NO_RATE) {
      throw new IllegalArgumentException(
          "currency '" + exchangeCurrency + "': expected one that has a rate");
    }
  }

  /**
   * What to bid in, as a number of the rates: the first of the request's currencies that has a
   * rate, or where it names none the exchange's. {@link CurrencyRates#NO_RATE} if none of those
   * named has one.
   */
  public int bidCurrency(BidRequest request) {
    if (request.cur.isEmpty()) {
      return exchangeCurrency;
    }
    for (int i = 0; i < request.cur.size(); i++) {
      int currency = rates.numberOf(request.cur.get(i));
      if (currency != CurrencyRates.NO_RATE) {
        return currency;
      }
    }
    return CurrencyRates.NO_RATE;
  }

  /** The ISO 4217 code of a {@link #bidCurrency}. */
  public String currencyCode(int bidCurrency) {
    return rates.code(bidCurrency);
  }

  /**
   * Prices every candidate of an impression and chooses the one that is worth most: by value, so
   * that a low cap or a deal's agreed price does not make an ad look bad. Of equals the higher bid,
   * then the earlier wins.
   *
   * @param pCtcvr P(conversion | impression) of the candidates, from {@code offset} on
   * @param bidCurrency of {@link #bidCurrency}
   * @param prices takes the result
   * @return the winner's number, or {@link Prices#NO_WINNER}
   */
  public int choose(
      Imp imp, Candidates candidates, float[] pCtcvr, int offset, int bidCurrency, Prices prices) {
    prices.reset(candidates.size());
    int winner = Prices.NO_WINNER;
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      Price price = prices.get(i);
      price(
          pCtcvr[offset + i],
          candidate.campaign().economics(),
          imp,
          candidate.deal,
          bidCurrency,
          price);
      if (price.outcome == Outcome.PRICED
          && (winner == Prices.NO_WINNER || isBetter(price, prices.get(winner)))) {
        winner = i;
      }
    }
    prices.setWinner(winner);
    return winner;
  }

  /**
   * Prices one candidate.
   *
   * @param pCtcvr P(conversion | impression)
   * @param deal that it bids under; null in the open auction
   * @param bidCurrency of {@link #bidCurrency}
   * @param price takes the result
   */
  public void price(
      double pCtcvr,
      Economics economics,
      Imp imp,
      @Nullable Deal deal,
      int bidCurrency,
      Price price) {
    if (bidCurrency == CurrencyRates.NO_RATE) {
      price.set("");
      return;
    }
    price.set(rates.code(bidCurrency));
    price.outcome = outcome(pCtcvr, economics, imp, deal, bidCurrency, price);
  }

  /**
   * What a thousand impressions are worth, in micros of the campaign's currency. Rounded down, but
   * for what double arithmetic cannot tell from a whole number of micros; {@link Long#MAX_VALUE} if
   * it is more than that; {@link #INVALID} if the prediction is no probability.
   */
  public static long valueCpmMicros(double pCtcvr, Economics economics) {
    if (!(pCtcvr >= 0 && pCtcvr <= 1)) {
      return INVALID;
    }
    double micros =
        pCtcvr
            * economics.averageOrderValueMicros()
            * economics.roasCoefficient()
            * IMPRESSIONS_PER_CPM;
    if (!(micros >= 0)) {
      return INVALID; // An order value or coefficient that is negative or none.
    }
    double nearest = Math.rint(micros);
    // Decimal inputs such as 0.05 are no exact doubles: without this, 10 would be 9.999999.
    return (long) (Math.abs(nearest - micros) <= micros * ROUNDING ? nearest : Math.floor(micros));
  }

  private Outcome outcome(
      double pCtcvr,
      Economics economics,
      Imp imp,
      @Nullable Deal deal,
      int bidCurrency,
      Price price) {
    long value = valueCpmMicros(pCtcvr, economics);
    if (value == INVALID) {
      return Outcome.INVALID_PREDICTION;
    }
    int own = rates.numberOf(economics.currency());
    if (own == CurrencyRates.NO_RATE) {
      return Outcome.NO_RATE;
    }
    price.valueCpmMicros = rates.convertMicros(value, own, bidCurrency, Rounding.DOWN);
    long floor = Math.max(0, deal == null ? imp.floorCpmMicros : deal.floorCpmMicros);
    if (floor > 0) {
      int floorCurrency = rates.numberOf(deal == null ? imp.bidfloorcur : deal.bidfloorcur);
      if (floorCurrency == CurrencyRates.NO_RATE) {
        return Outcome.NO_RATE;
      }
      price.floorCpmMicros = rates.convertMicros(floor, floorCurrency, bidCurrency, Rounding.UP);
    }
    if (price.valueCpmMicros == 0) {
      return Outcome.ZERO_VALUE;
    }
    long capped = Math.min(value, Math.max(0, economics.maxCpmMicros()));
    long bid = rates.convertMicros(capped, own, bidCurrency, Rounding.DOWN);
    if (deal != null && deal.at == FIXED_PRICE && price.floorCpmMicros > 0) {
      bid = Math.min(bid, price.floorCpmMicros);
    }
    if (bid <= 0 || isBelowMinimum(bid, capped, economics, own, bidCurrency)) {
      return Outcome.BELOW_MIN_CPM;
    }
    if (bid < price.floorCpmMicros) {
      return Outcome.BELOW_FLOOR;
    }
    price.bidCpmMicros = bid;
    return Outcome.PRICED;
  }

  /** Compared before conversion too, so that a value of exactly the minimum is not below it. */
  private boolean isBelowMinimum(
      long bid, long capped, Economics economics, int own, int bidCurrency) {
    long minimum = Math.max(0, economics.minCpmMicros());
    return capped < minimum || bid < rates.convertMicros(minimum, own, bidCurrency, Rounding.DOWN);
  }

  private static boolean isBetter(Price price, Price than) {
    return price.valueCpmMicros > than.valueCpmMicros
        || (price.valueCpmMicros == than.valueCpmMicros && price.bidCpmMicros > than.bidCpmMicros);
  }
}
