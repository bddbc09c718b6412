package io.bidder.modelstore.schema;

import java.util.List;

/**
 * The features of a model version, in the order in which rows are laid out: embedded features' id
 * slots in schema order, numeric features' floats in schema order. Immutable.
 *
 * @param hash name of the value hash; {@code xxh64} is the only one of format version 1
 */
public record FeatureSchema(String hash, List<Feature> features) {
  public static final String XXH64 = "xxh64";

  /**
   * Checks names and crosses.
   *
   * @throws IllegalArgumentException naming the feature, the field, its value and what was expected
   */
  public FeatureSchema {
    if (!hash.equals(XXH64)) {
      throw new IllegalArgumentException("hash is '" + hash + "', expected '" + XXH64 + "'");
    }
    features = List.copyOf(features);
    FeatureChecks.schema(features);
  }

  /** A schema of the current hash. */
  public static FeatureSchema of(List<Feature> features) {
    return new FeatureSchema(XXH64, features);
  }

  /** Embedded features in slot order. */
  public List<Feature.Embedded> embedded() {
    return features.stream()
        .filter(Feature.Embedded.class::isInstance)
        .map(Feature.Embedded.class::cast)
        .toList();
  }

  /** Numeric features in column order. */
  public List<Feature.Numeric> numeric() {
    return features.stream()
        .filter(Feature.Numeric.class::isInstance)
        .map(Feature.Numeric.class::cast)
        .toList();
  }

  /** Every source that a feature reads, in its OpenRTB 2.6 position, in order of first use. */
  public List<String> sources() {
    return new SourceLayout(this).names();
  }

  /** Ids in one encoded row. */
  public int slotCount() {
    return embedded().stream().mapToInt(Feature.Embedded::slots).sum();
  }
}
