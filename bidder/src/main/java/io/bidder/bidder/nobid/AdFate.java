package io.bidder.bidder.nobid;

import org.jspecify.annotations.Nullable;

/** What becomes of an ad that targeting and restrictions let bid for an impression. */
public enum AdFate {
  BID(0, "bid"),
  /** Another ad of ours, of whatever campaign, was worth more. */
  OUTBID(1, "outbid"),
  /** There were too many, of which the most promising were scored. */
  NOT_SCORED(2, "notScored"),
  CAPPED(3, "capped"),
  NO_VALUE(4, "noValue"),
  BELOW_MINIMUM(5, "belowMinimum"),
  BELOW_FLOOR(6, "belowFloor"),
  OUT_OF_BUDGET(7, "outOfBudget"),
  OTHER(8, "other");

  /** The place of its count, from 0. */
  final int place;

  private final String label;

  AdFate(int place, String label) {
    this.place = place;
    this.label = label;
  }

  /** The fate as answers name it. */
  public String label() {
    return label;
  }

  /**
   * The fate of an ad with a price.
   *
   * @param reason not to bid it; null if it may be bid
   */
  public static AdFate of(@Nullable NoBidReason reason, boolean isWinner) {
    if (reason == null) {
      return isWinner ? BID : OUTBID;
    }
    return switch (reason) {
      case CAPPED -> CAPPED;
      case NO_VALUE -> NO_VALUE;
      case BELOW_MINIMUM -> BELOW_MINIMUM;
      case BELOW_FLOOR -> BELOW_FLOOR;
      case OUT_OF_BUDGET -> OUT_OF_BUDGET;
      default -> OTHER;
    };
  }
}
