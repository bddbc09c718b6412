package io.bidder.trainer.version;

import io.bidder.modelstore.schema.Head;
import io.bidder.trainer.report.HeadMetrics;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Comparison of int8 with float32 on the same labelled rows: bids are linear in the probability, so
 * calibration counts as much as order.
 *
 * @param changes of each head that has labels
 */
public record AccuracyGate(Map<Head, Change> changes) {
  /** The most that AUC may move. */
  public static final double AUC = 0.0005;

  /** The share by which normalised entropy may move. */
  public static final double NORMALIZED_ENTROPY = 0.001;

  /** The share by which predicted over actual may move. */
  public static final double PREDICTED_OVER_ACTUAL = 0.005;

  /**
   * The change that int8 makes to a head; NaN where the rows do not say, such as AUC without a
   * positive.
   *
   * @param auc difference
   * @param normalizedEntropy relative difference
   * @param predictedOverActual relative difference
   */
  public record Change(double auc, double normalizedEntropy, double predictedOverActual) {

    private static Change of(HeadMetrics before, HeadMetrics after) {
      return new Change(
          number(after.auc()) - number(before.auc()),
          number(after.normalizedEntropy()) / number(before.normalizedEntropy()) - 1,
          number(after.predictedOverActual()) / number(before.predictedOverActual()) - 1);
    }

    private static double number(@Nullable Double figure) {
      return figure == null ? Double.NaN : figure;
    }

    /** Tells whether all three are small enough; an unknown one is not. */
    boolean passes() {
      return Math.abs(auc) <= AUC
          && Math.abs(normalizedEntropy) <= NORMALIZED_ENTROPY
          && Math.abs(predictedOverActual) <= PREDICTED_OVER_ACTUAL;
    }

    private String text() {
      return String.format(
          Locale.ROOT,
          "AUC %+.5f, NE %+.3f %%, predicted/actual %+.3f %%",
          auc,
          100 * normalizedEntropy,
          100 * predictedOverActual);
    }

    private Map<String, Object> record() {
      Map<String, Object> record = new LinkedHashMap<>();
      record.put("aucDifference", auc);
      record.put("normalizedEntropyChange", normalizedEntropy);
      record.put("predictedOverActualChange", predictedOverActual);
      record.put("passes", passes());
      return record;
    }
  }

  /** Compares two predictions of the same rows, for the heads that have labels. */
  public static AccuracyGate of(
      List<Head> heads, boolean hasConversions, SlicePredictions float32, SlicePredictions int8) {
    Map<Head, Change> changes = new EnumMap<>(Head.class);
    float[] weight = float32.weight();
    if (heads.contains(Head.CTR)) {
      changes.put(
          Head.CTR,
          Change.of(
              HeadMetrics.of(float32.ctr(), float32.click(), weight, null),
              HeadMetrics.of(int8.ctr(), float32.click(), weight, null)));
    }
    if (heads.contains(Head.CVR) && hasConversions) {
      changes.put(
          Head.CTCVR,
          Change.of(
              HeadMetrics.of(float32.ctcvr(), float32.conversion(), weight, null),
              HeadMetrics.of(int8.ctcvr(), float32.conversion(), weight, null)));
    }
    return new AccuracyGate(changes);
  }

  /** Tells whether every head's change is small enough. */
  public boolean passes() {
    return !changes.isEmpty() && changes.values().stream().allMatch(Change::passes);
  }

  /** Every head's change in words. */
  public String text() {
    StringJoiner text = new StringJoiner("; ");
    changes.forEach((head, change) -> text.add(head.id() + " " + change.text()));
    return text.toString();
  }

  /** For a manifest's record of training. */
  Map<String, Object> record() {
    Map<String, Object> record = new LinkedHashMap<>();
    changes.forEach((head, change) -> record.put(head.id(), change.record()));
    return record;
  }
}
