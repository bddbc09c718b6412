package io.bidder.modelstore.calibration;

/**
 * What one campaign's probabilities are off by, in logits, after the heads' own maps. A probability
 * is calibrated to {@code sigmoid(logit(map(raw)) + offset)}.
 *
 * @param ctr for P(click | impression)
 * @param ctcvr for P(conversion | impression)
 */
public record CampaignOffsets(double ctr, double ctcvr) {
  /** The most that a head's offset may be, either way: odds of 55 to 1. */
  public static final double MAX = 4;

  /**
   * Checks both.
   *
   * @throws IllegalArgumentException if one is not within ±{@link #MAX}
   */
  public CampaignOffsets {
    require("ctr", ctr);
    require("ctcvr", ctcvr);
  }

  static boolean isValid(double offset) {
    // Written so that NaN fails.
    return Math.abs(offset) <= MAX;
  }

  private static void require(String field, double offset) {
    if (!isValid(offset)) {
      throw new IllegalArgumentException(
          "%s is %s, expected a number within ±%s".formatted(field, offset, MAX));
    }
  }
}
