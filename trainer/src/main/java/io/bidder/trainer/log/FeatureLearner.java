package io.bidder.trainer.log;

import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureEncoder;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.RawValues;
import io.bidder.modelstore.schema.Transform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * Learns from a log's first rows what its schema file leaves open: table sizes from distinct
 * values, boundaries from quantiles, mean and deviation of numbers.
 */
final class FeatureLearner {
  static final int MIN_BUCKETS = 16;
  static final int MAX_BUCKETS = 1 << 20;

  /** At four buckets a value, an eighth of the values share their bucket with another. */
  private static final int BUCKETS_PER_VALUE = 4;

  private final List<FeatureSpec> specs;
  private final LogRows rows;
  private final long fitRows;
  private final long seed;

  /** The rows to learn from, by their place in time. */
  interface LogRows {
    void read(long row, RawValues raw);
  }

  FeatureLearner(List<FeatureSpec> specs, LogRows rows, long fitRows, long seed) {
    this.specs = specs;
    this.rows = rows;
    this.fitRows = fitRows;
    this.seed = seed;
  }

  /** Learns the schema; {@code advanced} is told rows now and then. */
  FeatureSchema learn(FeatureSchema draft, LongConsumer advanced) {
    FeatureSchema withoutCrosses = learnSingles(draft, advanced);
    boolean autoCross =
        specs.stream()
            .anyMatch(spec -> spec.autoBuckets() && spec.draft() instanceof Feature.Cross);
    return autoCross ? learnCrosses(draft, withoutCrosses) : withoutCrosses;
  }

  private FeatureSchema learnSingles(FeatureSchema draft, LongConsumer advanced) {
    RawValues raw = new RawValues(draft);
    List<Learner> learners = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      learners.add(learner(specs.get(i), raw, seed + i));
    }
    Learner[] each = learners.toArray(Learner[]::new);
    for (long row = 0; row < fitRows; row++) {
      rows.read(row, raw);
      for (Learner learner : each) {
        learner.add(raw);
      }
      if ((row & 0xFFFF) == 0) {
        advanced.accept(row);
      }
    }
    return FeatureSchema.of(learners.stream().map(Learner::feature).toList());
  }

  private FeatureSchema learnCrosses(FeatureSchema draft, FeatureSchema singles) {
    // Codes of crosses depend on learnt boundaries, raw values do not.
    FeatureEncoder encoder = new FeatureEncoder(singles);
    RawValues raw = new RawValues(draft);
    int[] crosses =
        IntStream.range(0, specs.size())
            .filter(
                i -> specs.get(i).autoBuckets() && specs.get(i).draft() instanceof Feature.Cross)
            .toArray();
    DistinctCount[] counts = new DistinctCount[crosses.length];
    Arrays.setAll(counts, i -> newCount());
    for (long row = 0; row < fitRows; row++) {
      rows.read(row, raw);
      for (int i = 0; i < crosses.length; i++) {
        long code = encoder.code(crosses[i], raw);
        if (code != 0) {
          counts[i].add(code);
        }
      }
    }
    List<Feature> features = new ArrayList<>(singles.features());
    for (int i = 0; i < crosses.length; i++) {
      Feature.Cross cross = (Feature.Cross) features.get(crosses[i]);
      features.set(
          crosses[i],
          new Feature.Cross(
              cross.name(), cross.first(), cross.second(), cross.side(), buckets(counts[i])));
    }
    return FeatureSchema.of(features);
  }

  private static Learner learner(FeatureSpec spec, RawValues raw, long seed) {
    int source = raw.source(spec.source());
    return switch (spec.draft()) {
      case Feature.Categorical single when spec.autoBuckets() ->
          new CategoryLearner(single, source);
      case Feature.Bag bag when spec.autoBuckets() -> new BagLearner(bag, source);
      case Feature.Bucketised cut when spec.quantiles() > 0 ->
          new QuantileLearner(cut, source, spec.quantiles(), new Sample(seed));
      case Feature.Numeric numeric -> new NumberLearner(numeric, source);
      default -> new KnownFeature(spec.draft());
    };
  }

  private static DistinctCount newCount() {
    return new DistinctCount(MAX_BUCKETS / BUCKETS_PER_VALUE);
  }

  /** The power of two that has room for the distinct values. */
  static int buckets(DistinctCount distinct) {
    int wanted = Math.max(BUCKETS_PER_VALUE * distinct.count(), MIN_BUCKETS);
    int powerOfTwo = Integer.highestOneBit(2 * wanted - 1);
    return Math.min(powerOfTwo, MAX_BUCKETS);
  }

  /** Learns one feature from row after row. */
  private sealed interface Learner {
    void add(RawValues raw);

    Feature feature();
  }

  private record KnownFeature(Feature feature) implements Learner {
    @Override
    public void add(RawValues raw) {}
  }

  private static final class CategoryLearner implements Learner {
    private final Feature.Categorical draft;
    private final int source;
    private final DistinctCount values = newCount();

    CategoryLearner(Feature.Categorical draft, int source) {
      this.draft = draft;
      this.source = source;
    }

    @Override
    public void add(RawValues raw) {
      long hash = raw.valueHash(source, 0);
      if (hash != 0) {
        values.add(hash);
      }
    }

    @Override
    public Feature feature() {
      return new Feature.Categorical(draft.name(), draft.source(), draft.side(), buckets(values));
    }
  }

  private static final class BagLearner implements Learner {
    private final Feature.Bag draft;
    private final int source;
    private final DistinctCount values = newCount();

    BagLearner(Feature.Bag draft, int source) {
      this.draft = draft;
      this.source = source;
    }

    @Override
    public void add(RawValues raw) {
      for (int i = 0, count = raw.valueCount(source); i < count; i++) {
        values.add(raw.valueHash(source, i));
      }
    }

    @Override
    public Feature feature() {
      return new Feature.Bag(
          draft.name(),
          draft.source(),
          draft.side(),
          buckets(values),
          draft.maxValues(),
          draft.pooling());
    }
  }

  private static final class QuantileLearner implements Learner {
    private final Feature.Bucketised draft;
    private final int source;
    private final int quantiles;
    private final Sample sample;

    QuantileLearner(Feature.Bucketised draft, int source, int quantiles, Sample sample) {
      this.draft = draft;
      this.source = source;
      this.quantiles = quantiles;
      this.sample = sample;
    }

    @Override
    public void add(RawValues raw) {
      double number = raw.number(source);
      if (!Double.isNaN(number)) {
        sample.add(number);
      }
    }

    @Override
    public Feature feature() {
      return new Feature.Bucketised(
          draft.name(), draft.source(), draft.side(), sample.boundaries(quantiles));
    }
  }

  /** Mean and variance in one pass (Welford). */
  private static final class NumberLearner implements Learner {
    private final Feature.Numeric draft;
    private final int source;
    private final Transform transform;
    private long count;
    private double mean;
    private double squares;

    NumberLearner(Feature.Numeric draft, int source) {
      this.draft = draft;
      this.source = source;
      this.transform = draft.transform();
    }

    @Override
    public void add(RawValues raw) {
      double number = raw.number(source);
      if (!Double.isNaN(number)) {
        double value = transform.apply(number);
        count++;
        double delta = value - mean;
        mean += delta / count;
        squares += delta * (value - mean);
      }
    }

    @Override
    public Feature feature() {
      double deviation = count == 0 ? 0 : Math.sqrt(squares / count);
      // A number that is always the same says nothing: it becomes 0, not infinite.
      boolean varies = Double.isFinite(deviation) && deviation > 1e-12 * Math.abs(mean);
      return new Feature.Numeric(
          draft.name(),
          draft.source(),
          draft.side(),
          transform,
          Double.isFinite(mean) ? mean : 0,
          varies ? deviation : 1,
          draft.clip(),
          draft.missing());
    }
  }
}
