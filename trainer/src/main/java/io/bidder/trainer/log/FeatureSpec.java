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

  /**
   * The feature with what the file leaves open taken from another of its kind.
   *
   * @param own the draft, its source in canonical form
   */
  Feature learnt(Feature own, Feature from) {
    return switch (own) {
      case Feature.Categorical single
          when autoBuckets && from instanceof Feature.Categorical other ->
          new Feature.Categorical(single.name(), single.source(), single.side(), other.buckets());
      case Feature.Bag bag when autoBuckets && from instanceof Feature.Bag other ->
          new Feature.Bag(
              bag.name(),
              bag.source(),
              bag.side(),
              other.buckets(),
              bag.maxValues(),
              bag.pooling());
      case Feature.Cross cross when autoBuckets && from instanceof Feature.Cross other ->
          new Feature.Cross(
              cross.name(), cross.first(), cross.second(), cross.side(), other.buckets());
      case Feature.Bucketised cut when quantiles > 0 && from instanceof Feature.Bucketised other ->
          new Feature.Bucketised(cut.name(), cut.source(), cut.side(), other.boundaries());
      case Feature.Numeric number when from instanceof Feature.Numeric other ->
          new Feature.Numeric(
              number.name(),
              number.source(),
              number.side(),
              number.transform(),
              other.mean(),
              other.standardDeviation(),
              number.clip(),
              number.missing());
      default -> own;
    };
  }
}
