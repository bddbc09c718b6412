package io.bidder.market.exchange;

import io.bidder.market.world.RandomStream;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An auction that was held, and what could have been made of it.
 *
 * @param rivals who else may have bid
 * @param rivalCpm the highest of the other bids; 0 if there was none
 * @param bestValueCpm the true value of the best ad that the place may show
 * @param bid ours, null if there was none
 * @param ours what came of it
 * @param truthful what comes of bidding the true value of the best ad
 * @param best what comes of the bid that earns most where truth and landscape are known
 */
record Sale(
    Slot slot,
    Rivals rivals,
    double rivalCpm,
    double bestValueCpm,
    @Nullable Bid bid,
    Result ours,
    Result truthful,
    Result best) {
  private static final long RIVALS = 63;
  static final int SLOTS = 8;

  /**
   * A bid as it was answered.
   *
   * @param priceCpm USD for a thousand impressions
   */
  record Bid(
      String id,
      Offer offer,
      double priceCpm,
      String winUrl,
      String billingUrl,
      String lossUrl,
      String markup) {}

  /**
   * The end of an auction for one bidder, in USD for a thousand impressions.
   *
   * @param paidCpm 0 unless won
   * @param valueCpm the true value of what was won; 0 unless won
   */
  record Result(boolean won, double paidCpm, double valueCpm) {
    static final Result NONE = new Result(false, 0, 0);

    double profitCpm() {
      return valueCpm - paidCpm;
    }
  }

  /** Holds the auction of a place. */
  static Sale of(
      Ask ask, Slot slot, List<Offer> offers, Rivals rivals, @Nullable Bid bid, long seed) {
    double rivalCpm =
        rivals.highestCpm(new RandomStream(seed, RIVALS, ask.index() * SLOTS + slot.number()));
    double value =
        offers.stream()
            .max(Comparator.comparingDouble(Offer::valueCpm))
            .map(Offer::valueCpm)
            .orElse(0.0);
    Result truthful = Result.NONE;
    Result best = Result.NONE;
    if (value >= slot.floorCpm() && value > 0) {
      truthful = result(slot, rivalCpm, value, value);
      double price = slot.firstPrice() ? rivals.bestFirstPriceBid(value, slot.floorCpm()) : value;
      best = result(slot, rivalCpm, price, value);
    }
    Result ours =
        bid == null ? Result.NONE : result(slot, rivalCpm, bid.priceCpm(), bid.offer().valueCpm());
    return new Sale(slot, rivals, rivalCpm, value, bid, ours, truthful, best);
  }

  private static Result result(Slot slot, double rivalCpm, double bidCpm, double valueCpm) {
    double needed = Math.max(rivalCpm, slot.floorCpm());
    return bidCpm >= slot.floorCpm() && bidCpm > rivalCpm
        ? new Result(true, slot.firstPrice() ? bidCpm : needed, valueCpm)
        : Result.NONE;
  }

  /** What it took to win. */
  double neededCpm() {
    return Math.max(rivalCpm, slot.floorCpm());
  }
}
