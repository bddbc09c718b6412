package io.bidder.trainer.log;

import io.bidder.modelstore.schema.Feature;
import org.jspecify.annotations.Nullable;

/**
 * A feature as the schema file describes it, before the log has taught the rest.
 *
 * @param draft the feature with what is known: placeholders stand for automatic buckets, quantile
 *     boundaries, mean and standard deviation
 * @param source the path that the draft reads, empty for a cross
 * @param column the log's column, or null for a cross and for time derived from the timestamp
 * @param separator what a bag's values are separated by in one text, empty where the log has lists
 * @param autoBuckets whether the number of buckets follows from the distinct values
 * @param quantiles how many buckets of equal weight to cut, 0 where boundaries are given
 */
record FeatureSpec(
    Feature draft,
    String source,
    @Nullable String column,
    String separator,
    boolean autoBuckets,
    int quantiles) {

  String name() {
    return draft.name();
  }
}
