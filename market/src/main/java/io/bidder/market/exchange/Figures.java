package io.bidder.market.exchange;

/**
 * Sums of auctions: of all, or of those of a campaign, an hour or a kind. Money is in micros of USD
 * for a thousand impressions where the name says CPM, and counts only for impressions that were
 * shown. One thread's.
 */
public final class Figures {
  long auctions;
  long bids;
  long wins;
  long impressions;
  long viewable;
  long clicks;
  long conversions;
  long refunds;
  long revenueMicros;
  long spentCpmMicros;
  long neededCpmMicros;
  long valueCpmMicros;
  long truthfulWins;
  long truthfulCpmMicros;
  long bestWins;
  long bestCpmMicros;

  /** Takes in an auction that is over. */
  void add(Sale sale, boolean isShown) {
    auctions++;
    bids += sale.bid() == null ? 0 : 1;
    wins += sale.ours().won() ? 1 : 0;
    truthfulWins += sale.truthful().won() ? 1 : 0;
    bestWins += sale.best().won() ? 1 : 0;
    if (isShown) {
      truthfulCpmMicros += micros(sale.truthful().profitCpm());
      bestCpmMicros += micros(sale.best().profitCpm());
      if (sale.ours().won()) {
        impressions++;
        spentCpmMicros += micros(sale.ours().paidCpm());
        valueCpmMicros += micros(sale.ours().valueCpm());
        neededCpmMicros += micros(sale.neededCpm());
      }
    }
  }

  static long micros(double units) {
    return StrictMath.round(1e6 * units);
  }

  public long auctions() {
    return auctions;
  }

  public long bids() {
    return bids;
  }

  public long wins() {
    return wins;
  }

  public long impressions() {
    return impressions;
  }

  public long viewable() {
    return viewable;
  }

  public long clicks() {
    return clicks;
  }

  public long conversions() {
    return conversions;
  }

  public long refunds() {
    return refunds;
  }

  /** The value of orders, less what was given back. */
  public long revenueMicros() {
    return revenueMicros;
  }

  public long spentMicros() {
    return spentCpmMicros / 1000;
  }

  /** What the same impressions would have cost a bidder who knew the others' bids. */
  public long neededMicros() {
    return neededCpmMicros / 1000;
  }

  /** What advertisers expect of the impressions, if they knew the truth, less what was paid. */
  public long profitMicros() {
    return (valueCpmMicros - spentCpmMicros) / 1000;
  }

  public long valueMicros() {
    return valueCpmMicros / 1000;
  }

  /** The profit of a bidder with the true probabilities and our rule: it bids the value. */
  public long truthfulProfitMicros() {
    return truthfulCpmMicros / 1000;
  }

  public long truthfulWins() {
    return truthfulWins;
  }

  /** The profit of a bidder with the true probabilities who knows the others' distribution. */
  public long bestProfitMicros() {
    return bestCpmMicros / 1000;
  }

  public long bestWins() {
    return bestWins;
  }
}
