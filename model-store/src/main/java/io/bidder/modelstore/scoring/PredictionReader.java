package io.bidder.modelstore.scoring;

import io.bidder.modelstore.Manifest.OutputForm;
import io.bidder.modelstore.calibration.CalibrationMap;
import io.bidder.modelstore.calibration.Calibrations;
import io.bidder.modelstore.runtime.TensorBuffer;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.scoring.ModelSignature.HeadValue;

/** Turns a batch's output tensors into calibrated probabilities. Immutable; allocates nothing. */
final class PredictionReader {
  /** The distance that rounding may put a probability outside 0 to 1. */
  static final double ROUNDING = 1e-6;

  private final ModelSignature signature;
  private final CalibrationMap ctrMap;
  private final CalibrationMap ctcvrMap;
  private final CampaignFactors campaigns;

  PredictionReader(ModelSignature signature, Calibrations calibrations, CampaignFactors campaigns) {
    this.signature = signature;
    this.ctrMap = calibrations.of(Head.CTR);
    this.ctcvrMap = calibrations.of(Head.CTCVR);
    this.campaigns = campaigns;
  }

  /**
   * Reads the first {@code count} rows of {@code outputs}, made of the rows {@code from} and up, to
   * rows {@code at} and up.
   */
  void read(TensorBuffer[] outputs, EncodedRows rows, int from, int count, Predictions to, int at) {
    HeadValue ctrValue = signature.ctr();
    HeadValue cvrValue = signature.cvr();
    for (int r = 0; r < count; r++) {
      double rawCtr = ctrValue == null ? 1 : probability(outputs, ctrValue, r);
      double rawCtcvr = cvrValue == null ? Double.NaN : rawCtr * probability(outputs, cvrValue, r);
      int campaign = campaigns.of(rows, from + r);
      double ctr = ctrValue == null ? 1 : campaigns.ctr(campaign, ctrMap.apply(rawCtr));
      double ctcvr = Math.min(ctr, campaigns.ctcvr(campaign, ctcvrMap.apply(rawCtcvr)));
      int row = at + r;
      to.rawCtr()[row] = (float) rawCtr;
      to.rawCtcvr()[row] = (float) rawCtcvr;
      to.ctr()[row] = (float) ctr;
      to.ctcvr()[row] = (float) ctcvr;
      to.cvr()[row] = (float) (ctcvr / ctr);
      if (Double.isNaN(ctr) || (cvrValue != null && Double.isNaN(ctcvr))) {
        to.countInvalid();
      }
    }
  }

  private double probability(TensorBuffer[] outputs, HeadValue head, int row) {
    int columns = signature.outputs().get(head.output()).columns();
    float value = outputs[head.output()].floats().get(row * columns + head.column());
    return head.form() == OutputForm.LOGIT ? sigmoid(value) : probability(value);
  }

  /**
   * In double precision: at small probabilities ONNX Runtime's own is off by parts in a thousand.
   */
  private static double sigmoid(float logit) {
    return Float.isFinite(logit) ? 1 / (1 + Math.exp(-logit)) : Double.NaN;
  }

  /** A probability, with rounding errors clipped; NaN if it is none. */
  static double probability(float value) {
    // Written so that NaN fails as well.
    return value >= -ROUNDING && value <= 1 + ROUNDING ? Math.clamp(value, 0.0, 1.0) : Double.NaN;
  }
}
