package io.bidder.bidder.pacing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * The times from bids to the orders that come of them, learned of all campaigns' orders: some of
 * each of four exponential distributions, so that what is outstanding of a campaign's impressions
 * follows from a sum of them for each, and no impression has to be remembered.
 *
 * <p>Long delays cannot have been seen yet of impressions that are new: how many orders of a
 * distribution came is held against the part of all impressions that has had the time for them.
 */
final class Delays {
  private static final double HOUR_MILLIS = 3_600_000;

  /** What is remembered, and the mean delay of each distribution. */
  private static final double[] LIVES_MILLIS = {
    Faded.MEMORY_MILLIS, HOUR_MILLIS / 6, 2 * HOUR_MILLIS, 12 * HOUR_MILLIS, 48 * HOUR_MILLIS
  };

  /** Before orders came: rather late ones, or all would be taken to be missing. */
  private static final double[] PRIOR_SHARES = {0.1, 0.2, 0.3, 0.4};

  /** The orders as which these are believed. */
  private static final double PRIOR_ORDERS = 10;

  /** Orders by which half is known of how late they come. */
  private static final double HALF_KNOWN_ORDERS = 50;

  private static final int COUNT = LIVES_MILLIS.length - 1;

  private final Faded impressions = awaited();
  private final Faded[] orders = new Faded[COUNT];

  Delays() {
    for (int delay = 0; delay < COUNT; delay++) {
      orders[delay] = Faded.remembered();
    }
  }

  /** A sum of orders that are expected, of which {@link #come} tells how many should be there. */
  static Faded awaited() {
    return new Faded(LIVES_MILLIS);
  }

  void impression(long millis) {
    impressions.add(1, millis);
  }

  void order(long delayMillis, long millis) {
    double[] likely = shares(millis);
    double sum = 0;
    for (int delay = 0; delay < COUNT; delay++) {
      double mean = LIVES_MILLIS[delay + 1];
      likely[delay] *= Math.exp(-Math.max(0, delayMillis) / mean) / mean;
      sum += likely[delay];
    }
    for (int delay = 0; delay < COUNT && sum > 0; delay++) {
      orders[delay].add(likely[delay] / sum, millis);
    }
  }

  /** How well it is known when orders come, from 0 to 1. */
  double known(long millis) {
    double came = came(millis);
    return came / (came + HALF_KNOWN_ORDERS);
  }

  private double came(long millis) {
    double came = 0;
    for (Faded each : orders) {
      came += each.sum(millis);
    }
    return came;
  }

  /** The share of all orders that comes of each distribution. */
  double[] shares(long millis) {
    double came = came(millis);
    double shown = impressions.sum(millis);
    double[] shares = new double[COUNT];
    double sum = 0;
    for (int delay = 0; delay < COUNT; delay++) {
      double hadTime = shown > 0 ? come(impressions, delay, millis) / shown : 0;
      shares[delay] =
          (orders[delay].sum(millis) + PRIOR_ORDERS * PRIOR_SHARES[delay])
              / (came * hadTime + PRIOR_ORDERS);
      sum += shares[delay];
    }
    for (int delay = 0; delay < COUNT; delay++) {
      shares[delay] /= sum;
    }
    return shares;
  }

  /** Of orders that are expected, those that should have come by now, faded from when they did. */
  static double come(Faded expected, double[] shares, long millis) {
    double sum = 0;
    for (int delay = 0; delay < COUNT; delay++) {
      sum += shares[delay] * come(expected, delay, millis);
    }
    return sum;
  }

  /** Likewise, if all are of one distribution: the two lives, one after the other. */
  private static double come(Faded expected, int delay, long millis) {
    double memory = LIVES_MILLIS[0];
    return memory
        / (memory - LIVES_MILLIS[delay + 1])
        * (expected.sum(millis) - expected.sum(delay + 1, millis));
  }

  void writeTo(DataOutputStream out) throws IOException {
    impressions.writeTo(out);
    for (Faded each : orders) {
      each.writeTo(out);
    }
  }

  void readFrom(DataInputStream in) throws IOException {
    impressions.readFrom(in);
    for (Faded each : orders) {
      each.readFrom(in);
    }
  }
}
