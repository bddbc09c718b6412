package io.bidder.modelstore.manifest;

/**
 * The {@code kind} of a feature in a manifest; one for each type of {@link
 * io.bidder.modelstore.schema.Feature}.
 */
enum FeatureKind {
  CATEGORICAL,
  BAG,
  BUCKETISED,
  CROSS,
  NUMERIC
}
