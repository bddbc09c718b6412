package io.bidder.modelstore.schema;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a feature or a schema is usable; each names the feature, the field, its value and
 * what was expected.
 */
final class FeatureChecks {
  private FeatureChecks() {}

  static void name(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("feature name '" + name + "': expected a non-blank name");
    }
  }

  static void source(String name, String source) {
    if (source.isBlank()) {
      throw wrong(name, "source", "'" + source + "'", "a dotted path such as site.domain");
    }
  }

  static void between(String name, String field, int value, int max) {
    if (value < 1 || value > max) {
      throw wrong(name, field, value, "1 to " + max);
    }
  }

  static void finite(String name, String field, double value) {
    if (!Double.isFinite(value)) {
      throw wrong(name, field, value, "a finite number");
    }
  }

  static void positive(String name, String field, double value) {
    if (!Double.isFinite(value) || value <= 0) {
      throw wrong(name, field, value, "a finite number above 0");
    }
  }

  static void ascending(String name, List<Double> boundaries) {
    for (int i = 0; i < boundaries.size(); i++) {
      finite(name, "boundaries[" + i + "]", boundaries.get(i));
      if (i > 0 && !(boundaries.get(i - 1) < boundaries.get(i))) {
        throw wrong(
            name,
            "boundaries[" + i + "]",
            boundaries.get(i),
            "more than boundaries[" + (i - 1) + "] = " + boundaries.get(i - 1));
      }
    }
  }

  /**
   * Names are unique; crosses name single-valued embedded features before them and are on the later
   * side.
   */
  static void schema(List<Feature> features) {
    Map<String, Feature> before = new HashMap<>();
    for (Feature feature : features) {
      if (feature instanceof Feature.Cross cross) {
        Side first = operandSide(cross, "first", cross.first(), before.get(cross.first()));
        Side second = operandSide(cross, "second", cross.second(), before.get(cross.second()));
        Side later = first == Side.CANDIDATE ? first : second;
        if (cross.side() != later) {
          throw wrong(cross.name(), "side", cross.side(), later + ", the later side of the two");
        }
      }
      if (before.put(feature.name(), feature) != null) {
        throw new IllegalArgumentException(
            "feature name '" + feature.name() + "' comes twice: expected unique names");
      }
    }
  }

  private static Side operandSide(
      Feature.Cross cross, String field, String operand, @Nullable Feature feature) {
    return switch (feature) {
      case Feature.Categorical single -> single.side();
      case Feature.Bucketised single -> single.side();
      case Feature.Cross single -> single.side();
      case Feature.Bag bag ->
          throw wrong(cross.name(), field, "bag '" + bag.name() + "'", "a single-valued feature");
      case Feature.Numeric numeric ->
          throw wrong(
              cross.name(),
              field,
              "numeric '" + numeric.name() + "'",
              "a categorical, bucketised or crossed feature");
      case null ->
          throw wrong(
              cross.name(), field, "'" + operand + "'", "a feature declared before the cross");
    };
  }

  private static IllegalArgumentException wrong(
      String name, String field, Object value, String expected) {
    return new IllegalArgumentException(
        "feature '" + name + "': " + field + " is " + value + ", expected " + expected);
  }
}
