package io.bidder.trainer.fitting;

import io.bidder.settings.InvalidInputException;
import io.bidder.trainer.learning.TrainingOptions;
import io.bidder.trainer.network.NetworkSpec;

/**
 * The plan of a fit: its networks, and how each part is trained.
 *
 * @param spec the network of each member
 * @param options how a member is trained; member {@code m}'s seed is the options' plus {@code m}
 * @param members networks trained apart, whose logits are averaged: their errors differ, so the
 *     average has less of them
 * @param minimumCount values seen fewer times in training share one row
 * @param crossValidated whether the regression's prior is cross-validated
 * @param refits whether, once the choices and the calibration are settled, everything is fitted
 *     again: on all rows before the validation slice, for the report, and on all rows, to be served
 * @param regressionIterations passes of line search that a logistic regression may take
 */
public record FitPlan(
    NetworkSpec spec,
    TrainingOptions options,
    int members,
    int minimumCount,
    boolean crossValidated,
    boolean refits,
    int regressionIterations) {
  /** Precisions that the regression's prior is chosen from. */
  static final double[] LAMBDAS = {0.3, 1, 3, 10, 30, 100, 300, 1000};

  /** Precision on a log so large that the prior hardly matters. */
  static final double LARGE_LOG_LAMBDA = 3;

  static final int FOLDS = 5;

  /** Networks that are averaged at the most. */
  public static final int MAX_MEMBERS = 16;

  public FitPlan {
    if (members < 1 || members > MAX_MEMBERS) {
      throw new InvalidInputException("members is " + members + ", expected 1 to " + MAX_MEMBERS);
    }
    if (minimumCount < 1) {
      throw new InvalidInputException("minimum count is " + minimumCount + ", expected 1 or more");
    }
  }
}
