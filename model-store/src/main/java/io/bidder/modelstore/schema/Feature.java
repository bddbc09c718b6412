package io.bidder.modelstore.schema;

import java.util.List;

/**
 * One feature of a model: where its raw value comes from and how it becomes ids or a number.
 *
 * <p>Embedded features (all but {@link Numeric}) yield one id a slot: 0 is the missing value, 1 to
 * {@code tableRows() - 1} are values. A numeric feature yields one float.
 *
 * <p>Sources are dotted paths: OpenRTB fields ({@code site.domain}, {@code device.geo.country},
 * {@code imp.banner.w}), campaign and creative attributes ({@code campaign.id}, {@code
 * creative.size}) and derived time in the user's zone ({@code time.localHour} 0-23, {@code
 * time.localDayOfWeek} 1-7 with Monday 1, {@code time.localHourOfWeek} 0-167).
 *
 * <p>Constructors refuse what no encoder could use with an {@link IllegalArgumentException} that
 * names the feature, the field, its value and what was expected.
 */
public sealed interface Feature {
  /** The most values of a table beside the missing one. */
  int MAX_BUCKETS = 1 << 30;

  /** The most values of one bag. */
  int MAX_BAG_VALUES = 4096;

  /** Unique within a schema. */
  String name();

  Side side();

  /** A feature that is looked up in an embedding table. */
  sealed interface Embedded extends Feature {
    /** Ids that one row holds for this feature; unused slots of a bag hold -1. */
    int slots();

    /** Rows of this feature's table, the missing row 0 included. */
    int tableRows();
  }

  /** One value, hashed to {@code buckets} ids. */
  record Categorical(String name, String source, Side side, int buckets) implements Embedded {
    public Categorical {
      FeatureChecks.name(name);
      FeatureChecks.source(name, source);
      FeatureChecks.between(name, "buckets", buckets, MAX_BUCKETS);
    }

    @Override
    public int slots() {
      return 1;
    }

    @Override
    public int tableRows() {
      return buckets + 1;
    }
  }

  /**
   * Up to {@code maxValues} values, each hashed to {@code buckets} ids, their rows pooled. Values
   * beyond the limit are left out; a value that comes twice counts twice; an empty bag is id 0 in
   * the first slot.
   */
  record Bag(String name, String source, Side side, int buckets, int maxValues, Pooling pooling)
      implements Embedded {
    public Bag {
      FeatureChecks.name(name);
      FeatureChecks.source(name, source);
      FeatureChecks.between(name, "buckets", buckets, MAX_BUCKETS);
      FeatureChecks.between(name, "maxValues", maxValues, MAX_BAG_VALUES);
    }

    @Override
    public int slots() {
      return maxValues;
    }

    @Override
    public int tableRows() {
      return buckets + 1;
    }
  }

  /**
   * A number cut at ascending {@code boundaries}: id 1 is below the first, id {@code
   * boundaries.size() + 1} at or above the last. Without boundaries the id only says whether there
   * was a number.
   */
  record Bucketised(String name, String source, Side side, List<Double> boundaries)
      implements Embedded {
    public Bucketised {
      FeatureChecks.name(name);
      FeatureChecks.source(name, source);
      boundaries = List.copyOf(boundaries);
      FeatureChecks.ascending(name, boundaries);
    }

    @Override
    public int slots() {
      return 1;
    }

    @Override
    public int tableRows() {
      return boundaries.size() + 2;
    }
  }

  /**
   * The pair of two single-valued embedded features, hashed to {@code buckets} ids. Missing only if
   * both are missing. Its side is the later of the two. {@code (a, b)} and {@code (b, a)} have
   * different ids.
   */
  record Cross(String name, String first, String second, Side side, int buckets)
      implements Embedded {
    public Cross {
      FeatureChecks.name(name);
      FeatureChecks.between(name, "buckets", buckets, MAX_BUCKETS);
    }

    @Override
    public int slots() {
      return 1;
    }

    @Override
    public int tableRows() {
      return buckets + 1;
    }
  }

  /**
   * A number: {@code (transform(x) - mean) / standardDeviation}, clipped to +-{@code clip}; {@code
   * missing} is the encoded value of a missing one.
   */
  record Numeric(
      String name,
      String source,
      Side side,
      Transform transform,
      double mean,
      double standardDeviation,
      double clip,
      double missing)
      implements Feature {
    public Numeric {
      FeatureChecks.name(name);
      FeatureChecks.source(name, source);
      FeatureChecks.finite(name, "mean", mean);
      FeatureChecks.positive(name, "standardDeviation", standardDeviation);
      FeatureChecks.positive(name, "clip", clip);
      FeatureChecks.finite(name, "missing", missing);
    }
  }
}
