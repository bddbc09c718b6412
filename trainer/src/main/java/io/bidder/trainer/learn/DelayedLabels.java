package io.bidder.trainer.learn;

import io.bidder.trainer.learn.CurrentVersion.Base;
import java.util.Arrays;

/**
 * The labels to train on while some outcomes are yet to come: 1 for what has come, and for the rest
 * how likely it still is, by what the current version predicts and the share that would have come
 * by the row's age, p (1 - F) / (1 - p F). It is the E-step of Chapelle's model (Modeling delayed
 * feedback in display advertising, KDD 2014), and training is the M-step. Immutable.
 *
 * <p>Where rows are too young to tell late from never, F is scaled so that as much has come as was
 * expected: what a head predicts on the whole stays as it is, and which rows it comes of is
 * learned.
 */
final class DelayedLabels {
  private final float[] click;
  private final float[] conversion;

  /** Labels of all rows of a view, by the predictions of the current version as it is served. */
  DelayedLabels(View view, CurrentVersion current) {
    RowWindow rows = view.rows();
    Base base = current.base();
    base.scores().update(rows);
    click = new float[rows.size()];
    conversion = new float[rows.size()];
    double[] ctr = new double[rows.size()];
    Arrays.fill(ctr, 1);
    Arrays.fill(click, 1);
    if (base.targets().contains(Target.CLICK)) {
      ctr = predicted(Target.CLICK, rows, current);
      double scale = scale(Target.CLICK, view, ctr);
      for (int row = 0; row < click.length; row++) {
        if (rows.delayMillis(Target.CLICK, row) < 0) {
          click[row] = stillComes(ctr[row], scale * view.share(Target.CLICK, row));
        }
      }
    }
    if (base.targets().contains(Target.CONVERSION)) {
      double[] ctcvr = predicted(Target.CONVERSION, rows, current);
      double scale = scale(Target.CONVERSION, view, ctcvr);
      for (int row = 0; row < conversion.length; row++) {
        double cvr = Math.min(ctcvr[row] / ctr[row], 1);
        if (rows.delayMillis(Target.CONVERSION, row) >= 0) {
          conversion[row] = 1;
        } else if (click[row] == 1) {
          conversion[row] = stillComes(cvr, scale * view.share(Target.CONVERSION, row));
        } else {
          conversion[row] = (float) (click[row] * cvr);
        }
      }
    }
  }

  private static double[] predicted(Target target, RowWindow rows, CurrentVersion current) {
    Scores scores = current.base().scores();
    Offsets offsets = current.offsets(target, rows);
    double[] predicted = new double[rows.size()];
    for (int row = 0; row < predicted.length; row++) {
      double logit = offsets.at(scores.logit(target, row), rows.campaign(row));
      predicted[row] = 1 / (1 + Math.exp(-logit));
    }
    return predicted;
  }

  private static double scale(Target target, View view, double[] predicted) {
    if (view.tells(target)) {
      return 1;
    }
    double came = 0;
    double expected = 0;
    for (int row = 0; row < predicted.length; row++) {
      if (view.rows().isLive(row)) {
        came += view.rows().delayMillis(target, row) >= 0 ? 1 : 0;
        expected += predicted[row] * view.share(target, row);
      }
    }
    return came < View.FEW ? 0 : Math.min(1, came / expected);
  }

  /** P(it comes | it has not by now). */
  static float stillComes(double p, double share) {
    // Nothing that may still come is certain, nor is a probability of 1 in float.
    return (float) Math.min(p * (1 - share) / (1 - p * share), 1 - 1e-6);
  }

  float click(int row) {
    return click[row];
  }

  float conversion(int row) {
    return conversion[row];
  }
}
