package io.bidder.modelstore.manifest;

import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Side;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What must hold within a feature schema. */
final class SchemaCheck {
  private final Problems problems;
  private final Map<String, Feature> featureByName = new LinkedHashMap<>();

  SchemaCheck(Problems problems) {
    this.problems = problems;
  }

  /** Adds what is wrong with {@code schema} and returns its features by name. */
  Map<String, Feature> check(FeatureSchema schema) {
    problems.require(
        schema.hash().equals(FeatureSchema.XXH64),
        "schema.hash",
        schema.hash(),
        FeatureSchema.XXH64);
    List<Feature> features = schema.features();
    problems.require(!features.isEmpty(), "schema.features", "[]", "at least one feature");
    for (int i = 0; i < features.size(); i++) {
      Feature feature = features.get(i);
      String at = "schema.features[" + i + "].name";
      problems.require(!feature.name().isBlank(), at, feature.name(), "a name");
      if (featureByName.putIfAbsent(feature.name(), feature) != null) {
        problems.add(at, feature.name(), "a name that no other feature has");
      }
    }
    for (int i = 0; i < features.size(); i++) {
      feature("schema.features[" + i + "].", features.get(i));
    }
    long slots = features.stream().mapToLong(SchemaCheck::slots).sum();
    problems.require(
        slots <= ManifestCheck.MAX_SLOTS,
        "schema.features",
        slots + " ids in a row",
        "at most " + ManifestCheck.MAX_SLOTS);
    return featureByName;
  }

  private static long slots(Feature feature) {
    return feature instanceof Feature.Embedded embedded ? embedded.slots() : 0;
  }

  private void feature(String at, Feature feature) {
    switch (feature) {
      case Feature.Categorical f -> {
        source(at, f.source());
        buckets(at, f.buckets());
      }
      case Feature.Bag f -> {
        source(at, f.source());
        buckets(at, f.buckets());
        problems.require(
            f.maxValues() >= 1 && f.maxValues() <= ManifestCheck.MAX_BAG_VALUES,
            at + "maxValues",
            f.maxValues(),
            "1 to " + ManifestCheck.MAX_BAG_VALUES);
      }
      case Feature.Bucketised f -> {
        source(at, f.source());
        boundaries(at, f.boundaries());
      }
      case Feature.Cross f -> {
        buckets(at, f.buckets());
        cross(at, f);
      }
      case Feature.Numeric f -> {
        source(at, f.source());
        problems.require(Double.isFinite(f.mean()), at + "mean", f.mean(), "a finite number");
        problems.require(
            f.standardDeviation() > 0 && Double.isFinite(f.standardDeviation()),
            at + "standardDeviation",
            f.standardDeviation(),
            "a finite number above 0");
        problems.require(
            f.clip() > 0 && Double.isFinite(f.clip()),
            at + "clip",
            f.clip(),
            "a finite number above 0");
        problems.require(
            Double.isFinite(f.missing()), at + "missing", f.missing(), "a finite number");
      }
    }
  }

  private void source(String at, String source) {
    problems.require(!source.isBlank(), at + "source", source, "a dotted path such as site.domain");
  }

  private void buckets(String at, int buckets) {
    problems.require(
        buckets >= 1 && buckets < Integer.MAX_VALUE,
        at + "buckets",
        buckets,
        "1 to " + (Integer.MAX_VALUE - 1));
  }

  private void boundaries(String at, List<Double> boundaries) {
    problems.require(!boundaries.isEmpty(), at + "boundaries", "[]", "at least one number");
    for (int i = 0; i < boundaries.size(); i++) {
      double boundary = boundaries.get(i);
      String field = at + "boundaries[" + i + "]";
      problems.require(Double.isFinite(boundary), field, boundary, "a finite number");
      if (i > 0 && boundary <= boundaries.get(i - 1)) {
        problems.add(field, boundary, "more than the boundary before it, " + boundaries.get(i - 1));
      }
    }
  }

  private void cross(String at, Feature.Cross cross) {
    boolean first = part(at + "first", cross.first());
    boolean second = part(at + "second", cross.second());
    problems.require(
        !cross.first().equals(cross.second()),
        at + "second",
        cross.second(),
        "another feature than first");
    if (first && second) {
      Side later = later(side(cross.first()), side(cross.second()));
      problems.require(
          cross.side() == later,
          at + "side",
          JsonFields.id(cross.side()),
          JsonFields.id(later) + ", the later of its two features' sides");
    }
  }

  private boolean part(String at, String name) {
    Feature part = featureByName.get(name);
    boolean single = part instanceof Feature.Categorical || part instanceof Feature.Bucketised;
    problems.require(
        single, at, name, "the name of a categorical or bucketised feature of this schema");
    return single;
  }

  private Side side(String name) {
    Feature feature = featureByName.get(name);
    return feature == null ? Side.REQUEST : feature.side();
  }

  private static Side later(Side one, Side other) {
    return one == Side.CANDIDATE ? one : other;
  }
}
