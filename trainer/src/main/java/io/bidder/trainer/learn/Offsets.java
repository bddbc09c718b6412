package io.bidder.trainer.learn;

import java.util.Arrays;

/**
 * What is added to a head's logits: a number for each campaign, one for all others, and a share of
 * how far a logit is from the middle one, below 0 if predictions differ more than what comes.
 */
final class Offsets {
  private final double head;
  private final double tilt;
  private final double middle;
  private final double[] campaigns;

  /**
   * Offsets.
   *
   * @param head for campaigns that nothing is known of
   * @param tilt of logits' distance from the middle
   * @param campaigns by number, in place of the head's; not copied
   */
  Offsets(double head, double tilt, double middle, double[] campaigns) {
    this.head = head;
    this.tilt = tilt;
    this.middle = middle;
    this.campaigns = campaigns;
  }

  /** None, for so many campaigns. */
  static Offsets none(int campaigns) {
    return new Offsets(0, 0, 0, new double[campaigns]);
  }

  double head() {
    return head;
  }

  double tilt() {
    return tilt;
  }

  double middle() {
    return middle;
  }

  /** A campaign's; the head's for one that was not there. */
  double of(int campaign) {
    return campaign < campaigns.length ? campaigns[campaign] : head;
  }

  /** The logit of a campaign's row, with what is added to it. */
  double at(double logit, int campaign) {
    return logit + of(campaign) + tilt * (logit - middle);
  }

  /** The same, but none further from those before than a step. */
  Offsets within(double step, Offsets before) {
    double nextHead = Math.clamp(head, before.head - step, before.head + step);
    double[] next = new double[campaigns.length];
    Arrays.setAll(next, i -> Math.clamp(campaigns[i], before.of(i) - step, before.of(i) + step));
    double nextTilt = Math.clamp(tilt, before.tilt - step, before.tilt + step);
    return new Offsets(nextHead, nextTilt, middle, next);
  }

  /** The largest difference from others. */
  double distance(Offsets others) {
    double largest = Math.max(Math.abs(head - others.head), Math.abs(tilt - others.tilt));
    for (int i = 0; i < campaigns.length; i++) {
      largest = Math.max(largest, Math.abs(campaigns[i] - others.of(i)));
    }
    return largest;
  }
}
