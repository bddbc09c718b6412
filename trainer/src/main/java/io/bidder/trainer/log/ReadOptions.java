package io.bidder.trainer.log;

import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.settings.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Options for reading a log.
 *
 * @param fitFraction share of the rows, first in time, from which vocabularies, quantiles, means
 *     and deviations are learnt: what comes after must not leak into features. Above 0, at most 1
 * @param brokenShare share of broken rows that is tolerated, 0 to 1
 * @param featureSchema the features of a version, or null to learn them from the log
 * @param extraColumns columns of numbers that are carried along but never become features
 * @param temporaryDirectory where the rows are kept while the log is open, null for the system's
 * @param seed chooses the sample of which quantiles are taken where a log is large
 * @param threads how many threads encode, at least 1
 * @param progress told now and then how far reading is
 */
public record ReadOptions(
    double fitFraction,
    double brokenShare,
    @Nullable FeatureSchema featureSchema,
    List<String> extraColumns,
    @Nullable Path temporaryDirectory,
    long seed,
    int threads,
    Progress progress) {

  /** Told how far a phase is; called by the thread that reads. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Called now and then.
     *
     * @param phase {@code read}, or {@code join} for events, {@code learn} or {@code encode}
     * @param rows rows, or events, of this phase so far
     * @param share how much of the phase is done, 0 to 1; NaN where nobody knows
     */
    void advanced(String phase, long rows, double share);
  }

  public ReadOptions {
    if (!(fitFraction > 0 && fitFraction <= 1)) {
      throw new InvalidInputException(
          "fitFraction is " + fitFraction + ", expected more than 0 and at most 1");
    }
    if (!(brokenShare >= 0 && brokenShare <= 1)) {
      throw new InvalidInputException("brokenShare is " + brokenShare + ", expected 0 to 1");
    }
    if (threads < 1) {
      throw new InvalidInputException("threads is " + threads + ", expected at least 1");
    }
    extraColumns = List.copyOf(extraColumns);
  }

  /** Learns from 80 % of the rows, tolerates 1 % of broken ones, uses every core. */
  public static ReadOptions defaults() {
    return new ReadOptions(
        0.8,
        0.01,
        null,
        List.of(),
        null,
        1,
        Runtime.getRuntime().availableProcessors(),
        (phase, rows, share) -> {});
  }

  public ReadOptions withFitFraction(double fraction) {
    return new ReadOptions(
        fraction,
        brokenShare,
        featureSchema,
        extraColumns,
        temporaryDirectory,
        seed,
        threads,
        progress);
  }

  public ReadOptions withBrokenShare(double share) {
    return new ReadOptions(
        fitFraction,
        share,
        featureSchema,
        extraColumns,
        temporaryDirectory,
        seed,
        threads,
        progress);
  }

  public ReadOptions withFeatureSchema(@Nullable FeatureSchema schema) {
    return new ReadOptions(
        fitFraction,
        brokenShare,
        schema,
        extraColumns,
        temporaryDirectory,
        seed,
        threads,
        progress);
  }

  public ReadOptions withExtraColumns(List<String> columns) {
    return new ReadOptions(
        fitFraction,
        brokenShare,
        featureSchema,
        columns,
        temporaryDirectory,
        seed,
        threads,
        progress);
  }

  public ReadOptions withTemporaryDirectory(Path directory) {
    return new ReadOptions(
        fitFraction, brokenShare, featureSchema, extraColumns, directory, seed, threads, progress);
  }

  public ReadOptions withSeed(long newSeed) {
    return new ReadOptions(
        fitFraction,
        brokenShare,
        featureSchema,
        extraColumns,
        temporaryDirectory,
        newSeed,
        threads,
        progress);
  }

  public ReadOptions withThreads(int count) {
    return new ReadOptions(
        fitFraction,
        brokenShare,
        featureSchema,
        extraColumns,
        temporaryDirectory,
        seed,
        count,
        progress);
  }

  public ReadOptions withProgress(Progress listener) {
    return new ReadOptions(
        fitFraction,
        brokenShare,
        featureSchema,
        extraColumns,
        temporaryDirectory,
        seed,
        threads,
        listener);
  }
}
