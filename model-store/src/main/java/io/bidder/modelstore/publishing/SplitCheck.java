package io.bidder.modelstore.publishing;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.scoring.GoldenCheck;
import io.bidder.modelstore.scoring.ImpRows;
import io.bidder.modelstore.scoring.Predictions;
import io.bidder.modelstore.scoring.ScoringException;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.scoring.ScoringWorker;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Holds a split network against the graph it was made from, on made-up rows. */
final class SplitCheck {
  private static final int ROWS = 512;
  private static final int MOST_CANDIDATES = 24;

  /** As far as standardised numbers reach but for the odd outlier. */
  private static final double DEVIATION = 2;

  private SplitCheck() {}

  /**
   * What the two differ in beyond what float32 sums in another order may, in words; null if in
   * nothing.
   *
   * @throws InvalidVersionException if the whole graph cannot be opened
   */
  static @Nullable String difference(ModelVersion version) {
    FeatureSchema schema = version.manifest().schema();
    EncodedRows rows = rows(schema);
    ImpRows imps = imps();
    Predictions whole = new Predictions(ROWS);
    Predictions split = new Predictions(ROWS);
    score(version, ScoringOptions.defaults().withSplit(false), rows, imps, whole);
    try {
      score(version, ScoringOptions.defaults(), rows, imps, split);
    } catch (InvalidVersionException | ScoringException e) {
      return "the two graphs it would be cannot be scored: " + e.getMessage();
    }
    for (int row = 0; row < ROWS; row++) {
      String difference = difference("ctr", whole.rawCtr()[row], split.rawCtr()[row]);
      if (difference == null) {
        difference = difference("ctcvr", whole.rawCtcvr()[row], split.rawCtcvr()[row]);
      }
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  private static @Nullable String difference(String head, float whole, float split) {
    boolean same = Float.isNaN(whole) ? Float.isNaN(split) : GoldenCheck.reproduces(whole, split);
    return same
        ? null
        : "the two graphs it would be give a %s of %s where it gives %s"
            .formatted(head, split, whole);
  }

  private static void score(
      ModelVersion version,
      ScoringOptions options,
      EncodedRows rows,
      ImpRows imps,
      Predictions out) {
    try (ScoringModel model = ScoringModel.open(version, options);
        ScoringWorker worker = model.newWorker()) {
      worker.score(rows, imps, out);
    }
  }

  /** Seeded, so that a version is split or not, always. */
  private static EncodedRows rows(FeatureSchema schema) {
    Random random = new Random(1);
    EncodedRows rows = new EncodedRows(schema, ROWS);
    rows.size(ROWS);
    int at = 0;
    for (int row = 0; row < ROWS; row++) {
      for (Feature.Embedded feature : schema.embedded()) {
        int used = feature.slots() == 1 ? 1 : random.nextInt(feature.slots() + 1);
        for (int slot = 0; slot < feature.slots(); slot++) {
          rows.ids()[at++] = slot < used ? random.nextInt(feature.tableRows()) : -1;
        }
      }
    }
    for (int i = 0; i < ROWS * rows.numericCount(); i++) {
      rows.numerics()[i] = (float) (random.nextGaussian() * DEVIATION);
    }
    return rows;
  }

  private static ImpRows imps() {
    Random random = new Random(2);
    ImpRows imps = new ImpRows(ROWS);
    for (int row = 0; row < ROWS; row += 1 + random.nextInt(MOST_CANDIDATES)) {
      imps.add(row);
    }
    return imps;
  }
}
