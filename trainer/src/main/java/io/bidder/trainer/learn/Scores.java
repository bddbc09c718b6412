package io.bidder.trainer.learn;

import io.bidder.modelstore.calibration.CalibrationMap;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.scoring.Predictions;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringWorker;
import java.util.Arrays;

/** A version's predictions of a window's rows, each made once. One thread's. */
final class Scores {
  private static final int ROWS_AT_ONCE = 1_024;

  private final ScoringModel model;
  private int size;
  private int renumbered;
  private float[] ctrLogit = {};
  private float[] ctcvrLogit = {};

  /** None yet. */
  Scores(ScoringModel model) {
    this.model = model;
  }

  /** Scores what rows are new. */
  void update(RowWindow rows) {
    if (renumbered != rows.renumbered()) {
      renumbered = rows.renumbered();
      size = 0;
    }
    if (ctrLogit.length < rows.size()) {
      ctrLogit = Arrays.copyOf(ctrLogit, 2 * rows.size());
      ctcvrLogit = Arrays.copyOf(ctcvrLogit, 2 * rows.size());
    }
    EncodedRows encoded = new EncodedRows(rows.schema(), ROWS_AT_ONCE);
    Predictions predictions = new Predictions(ROWS_AT_ONCE);
    try (ScoringWorker worker = model.newWorker()) {
      while (size < rows.size()) {
        int count = Math.min(ROWS_AT_ONCE, rows.size() - size);
        rows.read(size, count, encoded);
        worker.score(encoded, 0, count, predictions);
        for (int i = 0; i < count; i++) {
          ctrLogit[size + i] = logit(predictions.ctr()[i]);
          ctcvrLogit[size + i] = logit(predictions.ctcvr()[i]);
        }
        size += count;
      }
    }
  }

  private static float logit(float probability) {
    double p = CalibrationMap.clamp(probability);
    return (float) Math.log(p / (1 - p));
  }

  /** The logit of what the version predicts; NaN where it has no such head. */
  float logit(Target target, int row) {
    return target == Target.CLICK ? ctrLogit[row] : ctcvrLogit[row];
  }
}
