package io.bidder.trainer.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What decides whether a version may be served, by bids that no version is trained on: bids are
 * linear in the probability, so it is about log-loss, and about what is predicted over what came.
 */
final class Gate {
  /** A version is worse if that is not chance: one-sided, one in a hundred. */
  private static final double Z = 2.326;

  /** The share of the log-loss by which it may be worse: less is of no matter to what is bid. */
  private static final double IMMATERIAL = 2e-4;

  /** Of a head or campaign with less nothing is said. */
  private static final int ENOUGH = 200;

  private static final double LEAST_RATIO = 0.8;
  private static final double MOST_RATIO = 1.25;

  /** What comes so many times as often as predicted is no drift, but somebody's doing. */
  private static final double INCREDIBLE = 3;

  private static final int FEW = 30;

  /** In standard deviations. */
  private static final double FAR = 5;

  private Gate() {}

  /**
   * Reasons not to serve what is new in place of what is current; none if it may be.
   *
   * @param current rows as the current version predicts them
   * @param candidate the same rows as the new one does
   */
  static List<String> reasons(
      Target target,
      Evidence current,
      Offsets currentOffsets,
      Evidence candidate,
      Offsets candidateOffsets,
      List<String> campaigns) {
    List<String> reasons = new ArrayList<>();
    double weights = 0;
    double sum = 0;
    double squares = 0;
    double loss = 0;
    double[] came = new double[campaigns.size() + 1];
    double[] before = new double[campaigns.size() + 1];
    double[] after = new double[campaigns.size() + 1];
    int[] comers = new int[campaigns.size() + 1];
    for (int row = 0; row < candidate.size(); row++) {
      int campaign = candidate.campaign(row);
      double weight = candidate.weight(row);
      double worseIf =
          candidate.loss(row, candidateOffsets, true) - current.loss(row, currentOffsets, true);
      double worseIfNot =
          candidate.loss(row, candidateOffsets, false) - current.loss(row, currentOffsets, false);
      double expected =
          (current.byNow(row, currentOffsets) + candidate.byNow(row, candidateOffsets)) / 2;
      weights += weight;
      loss += weight * current.loss(row, currentOffsets);
      sum += weight * (candidate.came(row) ? worseIf : worseIfNot);
      // By what could have come: what did come says little where that is rare.
      squares += expected * (1 - expected) * Math.pow(weight * (worseIf - worseIfNot), 2);
      for (int at : new int[] {campaign, campaigns.size()}) {
        came[at] += candidate.came(row) ? weight : 0;
        comers[at] += candidate.came(row) ? 1 : 0;
        before[at] += weight * current.byNow(row, currentOffsets);
        after[at] += weight * candidate.byNow(row, candidateOffsets);
      }
    }
    double error = Math.sqrt(squares);
    if (sum > Math.max(Z * error, IMMATERIAL * loss)) {
      reasons.add(
          String.format(
              Locale.ROOT,
              "log-loss of %s on %d held-out bids is higher by %.3g, with an error of %.2g",
              target.plural,
              candidate.size(),
              sum / weights,
              error / weights));
    }
    for (int at = 0; at <= campaigns.size(); at++) {
      double ratio = after[at] / came[at];
      if (comers[at] >= ENOUGH
          && (ratio < LEAST_RATIO || ratio > MOST_RATIO)
          && Math.abs(Math.log(ratio)) > Math.abs(Math.log(before[at] / came[at]))) {
        reasons.add(
            String.format(
                Locale.ROOT,
                "%s of %s: predicted over actual is %.2f, before %.2f; expected %.2f to %.2f",
                target.plural,
                at == campaigns.size() ? "all campaigns" : "campaign " + campaigns.get(at),
                ratio,
                before[at] / came[at],
                LEAST_RATIO,
                MOST_RATIO));
      }
    }
    return reasons;
  }

  /**
   * Finds whose newest rows are not to be believed. By whoever told them, outcomes that come three
   * times as often as a version predicts that was right so far, or a third as often, are not
   * learned from.
   *
   * @return reasons by the campaign's number; by {@link RowWindow#ALL} for all of them together
   */
  static Map<Integer, String> disbelief(
      Target target, Evidence newest, Offsets offsets, List<String> campaigns) {
    double[] came = new double[campaigns.size() + 1];
    double[] expected = new double[campaigns.size() + 1];
    double[] variance = new double[campaigns.size() + 1];
    for (int row = 0; row < newest.size(); row++) {
      double p = newest.byNow(row, offsets);
      for (int at : new int[] {newest.campaign(row), campaigns.size()}) {
        came[at] += newest.came(row) ? 1 : 0;
        expected[at] += p;
        variance[at] += p * (1 - p);
      }
    }
    Map<Integer, String> reasons = new TreeMap<>();
    for (int at = 0; at <= campaigns.size(); at++) {
      boolean tooMany = came[at] >= FEW && came[at] > INCREDIBLE * expected[at];
      boolean tooFew = expected[at] >= FEW && INCREDIBLE * came[at] < expected[at];
      if ((tooMany || tooFew)
          && Math.abs(came[at] - expected[at]) > FAR * Math.sqrt(variance[at])) {
        reasons.put(
            at == campaigns.size() ? RowWindow.ALL : at,
            String.format(
                Locale.ROOT,
                "new %s of %s: %.0f, expected %.1f: more than %.0f times off, which is no drift",
                target.plural,
                at == campaigns.size() ? "all campaigns" : "campaign " + campaigns.get(at),
                came[at],
                expected[at],
                INCREDIBLE));
      }
    }
    return reasons;
  }
}
