package io.bidder.market.exchange;

import io.bidder.market.world.RandomStream;

/**
 * The other bidders of one auction, as their highest bid is distributed: nobody bids with some
 * probability, else the bid is log-logistic.
 *
 * @param presence probability that anybody else bids
 * @param medianCpm of their highest bid, if there is one; USD for a thousand impressions
 * @param shape the larger, the closer bids are to the median
 */
public record Rivals(double presence, double medianCpm, double shape) {
  private static final int GRID = 32;
  private static final int REFINEMENTS = 16;

  /** P(all other bids are below this one). */
  public double winProbability(double bidCpm) {
    return bidCpm <= 0
        ? 1 - presence
        : 1 - presence + presence / (1 + StrictMath.pow(bidCpm / medianCpm, -shape));
  }

  /** Draws their highest bid; 0 where nobody bids. */
  double highestCpm(RandomStream random) {
    double present = random.nextDouble();
    double quantile = random.nextDouble();
    return present < presence
        ? medianCpm * StrictMath.pow(quantile / (1 - quantile), 1 / shape)
        : 0;
  }

  /**
   * The bid that earns most in a first-price auction: the maximum of {@code (value - bid) x P(win |
   * bid)}, from the floor to the value.
   *
   * @return at least {@code floorCpm}, which must not be above {@code valueCpm}
   */
  double bestFirstPriceBid(double valueCpm, double floorCpm) {
    // Not of one hump: where nobody else may bid, the floor can be worth more than any bid that
    // wins
    // against others. So the best of a grid first, then what is between its neighbours.
    double step = (valueCpm - floorCpm) / GRID;
    double best = floorCpm;
    for (int i = 1; i < GRID; i++) {
      double bid = floorCpm + i * step;
      best = surplus(valueCpm, bid) > surplus(valueCpm, best) ? bid : best;
    }
    double low = StrictMath.max(floorCpm, best - step);
    double high = StrictMath.min(valueCpm, best + step);
    for (int i = 0; i < REFINEMENTS; i++) {
      double left = low + (high - low) / 3;
      double right = high - (high - low) / 3;
      if (surplus(valueCpm, left) < surplus(valueCpm, right)) {
        low = left;
      } else {
        high = right;
      }
    }
    double refined = (low + high) / 2;
    return surplus(valueCpm, refined) > surplus(valueCpm, best) ? refined : best;
  }

  private double surplus(double valueCpm, double bidCpm) {
    return (valueCpm - bidCpm) * winProbability(bidCpm);
  }
}
