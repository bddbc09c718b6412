package io.bidder.modelstore.scoring;

import io.bidder.modelstore.Manifest.OutputForm;
import io.bidder.modelstore.runtime.TensorBuffer;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.scoring.ModelSignature.HeadValue;

/** Turns a batch's output tensors into calibrated probabilities. Immutable; allocates nothing. */
final class PredictionReader {
  /** The distance that rounding may put a probability outside 0 to 1. */
  static final double ROUNDING = 1e-6;

  private final ModelSignature signature;
  private final RowCalibration calibration;

  PredictionReader(ModelSignature signature, RowCalibration calibration) {
    this.signature = signature;
    this.calibration = calibration;
  }

  /**
   * Reads the first {@code count} rows of {@code outputs}, made of the rows {@code from} and up, to
   * rows {@code at} and up, of which each has its request side.
   */
  void read(TensorBuffer[] outputs, EncodedRows rows, int from, int count, Predictions to, int at) {
    for (int r = 0; r < count; r++) {
      read(outputs, r, rows, from + r, from + r, to, at + r);
    }
  }

  /** The same of rows whose request side is that of {@code requestRow}. */
  void readImp(
      TensorBuffer[] outputs,
      EncodedRows rows,
      int requestRow,
      int from,
      int count,
      Predictions to,
      int at) {
    for (int r = 0; r < count; r++) {
      read(outputs, r, rows, requestRow, from + r, to, at + r);
    }
  }

  private void read(
      TensorBuffer[] outputs,
      int r,
      EncodedRows rows,
      int requestRow,
      int from,
      Predictions to,
      int row) {
    HeadValue ctrValue = signature.ctr();
    HeadValue cvrValue = signature.cvr();
    double rawCtr = ctrValue == null ? 1 : probability(outputs, ctrValue, r);
    double rawCtcvr = cvrValue == null ? Double.NaN : rawCtr * probability(outputs, cvrValue, r);
    RowCalibration.Maps maps = calibration.maps(rows, requestRow, from);
    int campaign = calibration.campaigns().of(rows, from);
    double ctr =
        ctrValue == null ? 1 : calibration.campaigns().ctr(campaign, maps.ctr().apply(rawCtr));
    double ctcvr =
        Math.min(ctr, calibration.campaigns().ctcvr(campaign, maps.ctcvr().apply(rawCtcvr)));
    to.rawCtr()[row] = (float) rawCtr;
    to.rawCtcvr()[row] = (float) rawCtcvr;
    to.ctr()[row] = (float) ctr;
    to.ctcvr()[row] = (float) ctcvr;
    to.cvr()[row] = (float) (ctcvr / ctr);
    if (Double.isNaN(ctr) || (cvrValue != null && Double.isNaN(ctcvr))) {
      to.countInvalid();
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
