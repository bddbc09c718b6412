package io.bidder.trainer;

import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.trainer.fitting.Slices;
import io.bidder.trainer.learning.RowSource;
import io.bidder.trainer.log.EncodedLog;
import io.bidder.trainer.log.LogSummary;
import java.util.List;
import java.util.Map;

/**
 * The rows that a version is made of.
 *
 * @param schema by which they are encoded
 * @param slices the uses that are made of them
 * @param heldOut whether the report's rows are kept from every fit, that of the served version too
 * @param cautions reasons not to take the report's figures as they are
 * @param record what else the version's manifest is to say of its training
 */
public record TrainingRows(
    RowSource source,
    FeatureSchema schema,
    LogSummary summary,
    Slices slices,
    boolean heldOut,
    List<String> cautions,
    Map<String, Object> record) {
  /** A log, whose newest rows the report is on. */
  static TrainingRows of(EncodedLog log, double validFraction) {
    return new TrainingRows(
        new LogRows(log),
        log.featureSchema(),
        log.summary(),
        Slices.of(log.rows(), validFraction),
        false,
        List.of(),
        Map.of());
  }
}
