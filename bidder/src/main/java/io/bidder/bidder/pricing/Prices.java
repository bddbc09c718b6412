package io.bidder.bidder.pricing;

import io.bidder.bidder.json.Memory;
import io.bidder.bidder.nobid.NoBidReason;
import java.util.ArrayList;
import java.util.List;

/**
 * The prices of an impression's candidates, in their order, and which of them wins: the result of
 * {@link Pricing#choose}. Reused; grows as it is needed, which is counted in its owner's {@link
 * Memory}. Not thread-safe.
 */
public final class Prices {
  /** No candidate may bid. */
  public static final int NO_WINNER = -1;

  /** Of a price with its place. */
  private static final int BYTES = 96;

  private final List<Price> elements = new ArrayList<>();
  private final Memory memory;
  private int size;
  private int winner = NO_WINNER;

  /** Prices whose number their owner bounds. */
  public Prices() {
    this(Memory.unbounded());
  }

  /** Prices that are counted. */
  public Prices(Memory memory) {
    this.memory = memory;
  }

  /** As many as there were candidates. */
  public int size() {
    return size;
  }

  /** The price of candidate {@code index}. */
  public Price get(int index) {
    if (index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    return elements.get(index);
  }

  /** Number of the candidate to bid with, or {@link #NO_WINNER}. */
  public int winner() {
    return winner;
  }

  /**
   * Refuses the winner, and chooses the next best.
   *
   * @return its number, or {@link #NO_WINNER}
   */
  public int refuseWinner(NoBidReason reason) {
    Price refused = get(winner);
    refused.reason = reason;
    refused.bidCpmMicros = 0;
    winner = NO_WINNER;
    for (int i = 0; i < size; i++) {
      considerWinner(i);
    }
    return winner;
  }

  /** Makes a candidate the winner if it bids and is worth more than the winner. */
  void considerWinner(int index) {
    Price price = elements.get(index);
    if (price.isBid() && (winner == NO_WINNER || price.isBetterThan(elements.get(winner)))) {
      winner = index;
    }
  }

  /** Of the candidates' reasons not to bid, the one that came nearest to a bid. */
  public NoBidReason furthestReason() {
    NoBidReason furthest = NoBidReason.NO_ELIGIBLE_AD;
    for (int i = 0; i < size; i++) {
      NoBidReason reason = elements.get(i).reason;
      furthest = reason == null ? furthest : NoBidReason.further(furthest, reason);
    }
    return furthest;
  }

  void reset(int newSize) {
    while (elements.size() < newSize) {
      elements.add(new Price());
      memory.keep(BYTES);
    }
    size = newSize;
    winner = NO_WINNER;
  }
}
