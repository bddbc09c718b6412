package io.bidder.modelstore.publishing;

import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.scoring.ImpRows;
import io.bidder.modelstore.scoring.Predictions;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.scoring.ScoringWorker;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The time that a version takes to be opened and to score one impression, on one thread and on
 * made-up rows; medians.
 *
 * @param impressionMicros by the number of the impression's candidates
 */
public record ScoringSpeed(double openMillis, Map<Integer, Double> impressionMicros) {
  private static final int[] CANDIDATES = {1, 8, 32};
  private static final int IMPRESSIONS = 512;
  private static final int ROUNDS = 5;
  private static final int OPENINGS = 3;
  private static final long ROUND_NS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Measures a version. */
  public static ScoringSpeed of(ModelVersion version) {
    ScoringOptions options = ScoringOptions.defaults();
    ScoringModel.open(version, options).close();
    double[] openings = new double[OPENINGS];
    for (int i = 0; i < OPENINGS; i++) {
      long start = System.nanoTime();
      ScoringModel.open(version, options).close();
      openings[i] = (System.nanoTime() - start) / 1e6;
    }
    Map<Integer, Double> micros = new LinkedHashMap<>();
    try (ScoringModel model = ScoringModel.open(version, options);
        ScoringWorker worker = model.newWorker()) {
      for (int candidates : CANDIDATES) {
        micros.put(candidates, impressionMicros(version.manifest().schema(), worker, candidates));
      }
    }
    return new ScoringSpeed(median(openings), micros);
  }

  private static double impressionMicros(
      FeatureSchema schema, ScoringWorker worker, int candidates) {
    Random random = new Random(candidates);
    EncodedRows[] rows = new EncodedRows[IMPRESSIONS];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = MadeUpRows.of(schema, candidates, random);
    }
    ImpRows imp = new ImpRows(candidates);
    imp.add(0);
    Predictions out = new Predictions(candidates);
    double[] rounds = new double[ROUNDS];
    // The first one warms up.
    for (int round = -1; round < ROUNDS; round++) {
      long start = System.nanoTime();
      long elapsedNs;
      int scored = 0;
      do {
        worker.score(rows[scored++ % rows.length], imp, out);
        elapsedNs = System.nanoTime() - start;
      } while (elapsedNs < ROUND_NS);
      if (round >= 0) {
        rounds[round] = elapsedNs / 1e3 / scored;
      }
    }
    return median(rounds);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** The figures in a line. */
  public String text() {
    return impressionMicros.entrySet().stream()
        .map(each -> String.format(Locale.ROOT, "%.1f µs of %d", each.getValue(), each.getKey()))
        .collect(
            Collectors.joining(
                ", ",
                String.format(
                    Locale.ROOT,
                    "opens in %.0f ms; an impression takes, by candidates, ",
                    openMillis),
                ""));
  }
}
