package io.bidder.trainer.version;

import io.bidder.modelstore.calibration.CalibrationMap;
import io.bidder.modelstore.calibration.Calibrations;
import io.bidder.modelstore.schema.Head;
import io.bidder.trainer.calibration.IsotonicCalibration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calibrates each head of a version on what it predicted, uncalibrated, on rows it never saw. */
public final class Calibrator {
  private Calibrator() {}

  /**
   * Fits a map for CTR, if the version has that head, and one for CTCVR, if it has CVR.
   *
   * @param heads of the version
   * @param withoutPerson what it predicts of the same rows where they tell nothing of the person;
   *     null if it would predict the same
   */
  public static Calibrations fit(
      List<Head> heads, SlicePredictions predictions, @Nullable SlicePredictions withoutPerson) {
    return new Calibrations(
        maps(heads, predictions),
        withoutPerson == null ? Map.of() : maps(heads, withoutPerson),
        Map.of());
  }

  private static Map<Head, CalibrationMap> maps(List<Head> heads, SlicePredictions predictions) {
    Map<Head, CalibrationMap> maps = new EnumMap<>(Head.class);
    if (heads.contains(Head.CTR)) {
      maps.put(
          Head.CTR,
          IsotonicCalibration.fit(predictions.rawCtr(), predictions.click(), predictions.weight()));
    }
    if (heads.contains(Head.CVR)) {
      maps.put(
          Head.CTCVR,
          IsotonicCalibration.fit(
              predictions.rawCtcvr(), predictions.conversion(), predictions.weight()));
    }
    return maps;
  }
}
