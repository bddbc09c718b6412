package io.bidder.market.exchange;

import io.bidder.market.world.Opportunity;

/**
 * A place for one ad in a request, which is auctioned by itself.
 *
 * @param number from 0 in its request; its {@code imp.id} is one more
 * @param firstPrice whether the winner pays its bid rather than what it needed to win
 * @param floorCpm USD for a thousand impressions; of the deal, where there is one
 * @param deal under which alone it is sold; empty for everybody's auction
 */
record Slot(
    int number,
    Opportunity opportunity,
    Media media,
    boolean firstPrice,
    double floorCpm,
    String deal) {
  String impId() {
    return Integer.toString(number + 1);
  }
}
