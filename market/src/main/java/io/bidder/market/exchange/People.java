package io.bidder.market.exchange;

import io.bidder.market.world.RandomStream;
import io.bidder.market.world.World;

/**
 * What a person does with an ad that won: whether and when it is shown, seen, clicked and followed
 * by an order. Drawn for a place, whatever ad it is that gets it. Immutable.
 *
 * @param isShown whether the page, app or player gets to the ad; if not, nothing is paid
 * @param isViewable whether enough of it was on the screen for long enough
 * @param shownAfterMillis from the auction
 * @param clickDraw uniform: below the probability of a click there is one
 * @param clickAfterMillis from being shown
 * @param orderDraw likewise, for an order after a click
 * @param orderAfterMillis from the click: minutes to days
 * @param returnAfterMillis from the order; negative if it stands
 */
record People(
    boolean isShown,
    boolean isViewable,
    long shownAfterMillis,
    double clickDraw,
    long clickAfterMillis,
    double orderDraw,
    long orderAfterMillis,
    long returnAfterMillis,
    RandomStream more) {
  private static final long KIND = 66;
  private static final double SHOWN = 0.97;
  private static final double VIEWABLE = 0.7;
  private static final double SHOWN_SECONDS = 0.8;
  private static final double SHOWN_DEVIATION = 0.7;
  private static final double CLICK_SECONDS = 9;
  private static final double CLICK_DEVIATION = 0.9;
  private static final double RETURNED = 0.04;
  private static final double RETURN_SECONDS = 2 * 86_400;
  private static final double RETURN_DEVIATION = 0.6;
  private static final long MOST_MILLIS = 20L * 86_400_000;

  /**
   * The person who comes to a place.
   *
   * @param orderMedianSeconds from click to order
   * @param orderDeviation of that time's logarithm
   */
  static People at(
      Ask ask, Slot slot, long seed, double orderMedianSeconds, double orderDeviation) {
    RandomStream random = new RandomStream(seed, KIND, ask.index() * Sale.SLOTS + slot.number());
    boolean isShown = random.nextDouble() < SHOWN;
    boolean isViewable = random.nextDouble() < VIEWABLE;
    return new People(
        isShown,
        isViewable,
        millis(SHOWN_SECONDS, SHOWN_DEVIATION, random),
        random.nextDouble(),
        millis(CLICK_SECONDS, CLICK_DEVIATION, random),
        random.nextDouble(),
        millis(orderMedianSeconds, orderDeviation, random),
        random.nextDouble() < RETURNED ? millis(RETURN_SECONDS, RETURN_DEVIATION, random) : -1,
        random);
  }

  /**
   * Only what is seen is clicked, so that of all that is shown the share that the truth says is.
   */
  boolean clicks(Offer offer) {
    return isViewable && clickDraw < Math.min(1, offer.click() / VIEWABLE);
  }

  boolean orders(Offer offer) {
    return orderDraw < offer.conversion();
  }

  /** The value of the order. To be asked once. */
  long orderMicros(World world, Offer offer) {
    return world.orderValueMicros(offer.creative(), more);
  }

  /** A log-normal time. */
  private static long millis(double medianSeconds, double deviation, RandomStream random) {
    double seconds = medianSeconds * StrictMath.exp(deviation * random.nextGaussian());
    return Math.min(MOST_MILLIS, Math.max(1, (long) (1000 * seconds)));
  }
}
