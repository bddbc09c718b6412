package io.bidder.modelstore.publishing;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.scoring.ImpRows;
import io.bidder.modelstore.scoring.Predictions;
import io.bidder.modelstore.scoring.ScoringException;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.scoring.ScoringWorker;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/** Holds rewritten graphs against the graph that they were made from. */
final class RewriteCheck {
  private static final int ROWS = 512;

  private RewriteCheck() {}

  /**
   * The first difference between two versions beyond what float32 sums in another order may differ
   * by, in words; null if there is none. On made-up rows and, where {@code rewritten} has a golden
   * file, on that.
   *
   * @param original scored through its whole graph
   * @param what the rewritten graphs are, as the subject of a sentence in the plural
   * @throws InvalidVersionException if the original cannot be opened
   */
  static @Nullable String difference(ModelVersion original, ModelVersion rewritten, String what) {
    FeatureSchema schema = original.manifest().schema();
    EncodedRows rows = MadeUpRows.of(schema, ROWS);
    ImpRows imps = MadeUpRows.imps(ROWS);
    Predictions expected = new Predictions(ROWS);
    Predictions got = new Predictions(ROWS);
    ScoringOptions whole = ScoringOptions.defaults().withSplit(false);
    try (ScoringModel model = ScoringModel.open(original, whole)) {
      score(model, rows, imps, expected);
    }
    try (ScoringModel model = ScoringModel.open(rewritten, ScoringOptions.defaults())) {
      score(model, rows, imps, got);
      if (Files.exists(rewritten.file(GoldenCheck.FILE))) {
        GoldenCheck.reproduce(model);
      }
    } catch (InvalidVersionException | ScoringException e) {
      return "%s cannot be served: %s".formatted(what, e.getMessage());
    }
    for (int row = 0; row < ROWS; row++) {
      String difference = difference(what, "ctr", expected.rawCtr()[row], got.rawCtr()[row]);
      if (difference == null) {
        difference = difference(what, "ctcvr", expected.rawCtcvr()[row], got.rawCtcvr()[row]);
      }
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  private static @Nullable String difference(String what, String head, float expected, float got) {
    boolean same = Float.isNaN(expected) ? Float.isNaN(got) : GoldenCheck.reproduces(expected, got);
    return same ? null : "%s give a %s of %s, expected %s".formatted(what, head, got, expected);
  }

  private static void score(ScoringModel model, EncodedRows rows, ImpRows imps, Predictions out) {
    try (ScoringWorker worker = model.newWorker()) {
      worker.score(rows, imps, out);
    }
  }
}
