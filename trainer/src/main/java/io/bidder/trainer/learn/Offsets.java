package io.bidder.trainer.learn;

import java.util.Arrays;

/** What is added to a head's logits: a number for each campaign, and one for all others. */
final class Offsets {
  private final double head;
  private final double[] campaigns;

  /**
   * Offsets.
   *
   * @param head for campaigns that nothing is known of
   * @param campaigns by number, in place of the head's; not copied
   */
  Offsets(double head, double[] campaigns) {
    this.head = head;
    this.campaigns = campaigns;
  }

  /** None, for so many campaigns. */
  static Offsets none(int campaigns) {
    return new Offsets(0, new double[campaigns]);
  }

  double head() {
    return head;
  }

  /** A campaign's; the head's for one that was not there. */
  double of(int campaign) {
    return campaign < campaigns.length ? campaigns[campaign] : head;
  }

  /** The same, but none further from those before than a step. */
  Offsets within(double step, Offsets before) {
    double nextHead = Math.clamp(head, before.head - step, before.head + step);
    double[] next = new double[campaigns.length];
    Arrays.setAll(next, i -> Math.clamp(campaigns[i], before.of(i) - step, before.of(i) + step));
    return new Offsets(nextHead, next);
  }

  /** The largest difference from others. */
  double distance(Offsets others) {
    double largest = Math.abs(head - others.head);
    for (int i = 0; i < campaigns.length; i++) {
      largest = Math.max(largest, Math.abs(campaigns[i] - others.of(i)));
    }
    return largest;
  }
}
