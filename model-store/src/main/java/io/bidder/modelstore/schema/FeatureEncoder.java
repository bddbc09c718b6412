package io.bidder.modelstore.schema;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Raw values to ids and numbers, for trainer and bidder alike. Immutable and thread-safe; encoding
 * allocates nothing.
 *
 * <p>What each kind becomes is said at {@link Feature}, how a hash becomes an id at {@link
 * XxHash64}. A cross hashes the codes of its two operands, of which it keeps the order: a
 * categorical value's code is its hash, a bucketised one's its id, a cross's its own hash, and a
 * missing one's 0.
 *
 * <p>Callers set {@link EncodedRows#size(int)} themselves.
 */
public final class FeatureEncoder {
  private final FeatureSchema schema;
  private final Feature[] features;

  /** Each feature's source in {@link RawValues}, -1 for crosses. */
  private final int[] sources;

  /** Each embedded feature's first slot, each numeric feature's column. */
  private final int[] positions;

  private final double[][] boundaries;
  private final int[] firstOperands;
  private final int[] secondOperands;
  private final int[] requestFeatures;

  /** Candidate features that nothing of a request goes into, and the others. */
  private final int[] adFeatures;

  private final int[] mixedFeatures;
  private final boolean mixesAds;

  public FeatureEncoder(FeatureSchema schema) {
    this.schema = schema;
    SourceLayout layout = new SourceLayout(schema);
    features = schema.features().toArray(Feature[]::new);
    sources = new int[features.length];
    positions = new int[features.length];
    boundaries = new double[features.length][];
    firstOperands = new int[features.length];
    secondOperands = new int[features.length];
    requestFeatures = indexes(i -> features[i].side() == Side.REQUEST);
    Map<String, Integer> byName = new HashMap<>();
    int slot = 0;
    int column = 0;
    for (int i = 0; i < features.length; i++) {
      Feature feature = features[i];
      byName.put(feature.name(), i);
      sources[i] = layout.indexOf(SourceLayout.sourceOf(feature));
      boundaries[i] = new double[0];
      switch (feature) {
        case Feature.Numeric numeric -> positions[i] = column++;
        case Feature.Embedded embedded -> {
          positions[i] = slot;
          slot += embedded.slots();
        }
      }
      if (feature instanceof Feature.Bucketised cut) {
        boundaries[i] = cut.boundaries().stream().mapToDouble(Double::doubleValue).toArray();
      } else if (feature instanceof Feature.Cross cross) {
        firstOperands[i] = Objects.requireNonNull(byName.get(cross.first()));
        secondOperands[i] = Objects.requireNonNull(byName.get(cross.second()));
      }
    }
    adFeatures = indexes(i -> features[i].side() == Side.CANDIDATE && isOfAdAlone(i));
    mixedFeatures = indexes(i -> features[i].side() == Side.CANDIDATE && !isOfAdAlone(i));
    mixesAds = IntStream.of(mixedFeatures).anyMatch(this::readsAd);
  }

  private boolean isOfAdAlone(int feature) {
    return features[feature] instanceof Feature.Cross
        ? isOfAdAlone(firstOperands[feature]) && isOfAdAlone(secondOperands[feature])
        : isOfAdAlone(SourceLayout.sourceOf(features[feature]));
  }

  private boolean readsAd(int feature) {
    return features[feature] instanceof Feature.Cross
        ? readsAd(firstOperands[feature]) || readsAd(secondOperands[feature])
        : isOfAdAlone(SourceLayout.sourceOf(features[feature]));
  }

  private static boolean isOfAdAlone(String source) {
    return SourcePaths.isOfCandidate(source) && !source.equals(SourcePaths.EXPOSURES);
  }

  public FeatureSchema schema() {
    return schema;
  }

  /** Encodes every feature into the row. */
  public void encode(RawValues raw, EncodedRows rows, int row) {
    encodeRequest(raw, rows, row);
    encodeCandidate(raw, rows, row);
  }

  /**
   * Encodes the features that are known before a creative is chosen; leaves the row's others as
   * they are.
   */
  public void encodeRequest(RawValues raw, EncodedRows rows, int row) {
    encode(requestFeatures, raw, rows, row);
  }

  /** Encodes the features that differ per creative and leaves the row's others alone. */
  public void encodeCandidate(RawValues raw, EncodedRows rows, int row) {
    encodeAd(raw, rows, row);
    encodeMixed(raw, rows, row);
  }

  /**
   * Encodes the candidate features that only a campaign or a creative goes into, so that they are
   * the same whatever is asked for; leaves the row's others as they are.
   */
  public void encodeAd(RawValues raw, EncodedRows rows, int row) {
    encode(adFeatures, raw, rows, row);
  }

  /**
   * Encodes the candidate features that something of a request goes into as well, such as a cross
   * of the two; leaves the row's others as they are.
   */
  public void encodeMixed(RawValues raw, EncodedRows rows, int row) {
    encode(mixedFeatures, raw, rows, row);
  }

  /** Tells whether {@link #encodeMixed} has anything to encode. */
  public boolean hasMixed() {
    return mixedFeatures.length > 0;
  }

  /** Tells whether {@link #encodeMixed} needs what is an ad's own, too. */
  public boolean mixesAds() {
    return mixesAds;
  }

  /** Copies the request side of one row to another, for an impression's further creatives. */
  public void copyRequest(EncodedRows rows, int fromRow, int toRow) {
    Objects.checkIndex(fromRow, rows.capacity());
    Objects.checkIndex(toRow, rows.capacity());
    int fromId = fromRow * rows.slotCount();
    int toId = toRow * rows.slotCount();
    int fromNumber = fromRow * rows.numericCount();
    int toNumber = toRow * rows.numericCount();
    for (int i : requestFeatures) {
      if (features[i] instanceof Feature.Embedded embedded) {
        for (int slot = positions[i], end = slot + embedded.slots(); slot < end; slot++) {
          rows.ids()[toId + slot] = rows.ids()[fromId + slot];
        }
      } else {
        rows.numerics()[toNumber + positions[i]] = rows.numerics()[fromNumber + positions[i]];
      }
    }
  }

  /**
   * Tells whether two rows have the same request side; they never have if a number of it is NaN.
   */
  public boolean isSameRequest(EncodedRows rows, int row, int otherRow) {
    int id = row * rows.slotCount();
    int otherId = otherRow * rows.slotCount();
    int number = row * rows.numericCount();
    int otherNumber = otherRow * rows.numericCount();
    for (int i : requestFeatures) {
      if (features[i] instanceof Feature.Embedded embedded) {
        for (int slot = positions[i], end = slot + embedded.slots(); slot < end; slot++) {
          if (rows.ids()[id + slot] != rows.ids()[otherId + slot]) {
            return false;
          }
        }
      } else if (rows.numerics()[number + positions[i]]
          != rows.numerics()[otherNumber + positions[i]]) {
        return false;
      }
    }
    return true;
  }

  /**
   * The hash that tells values of a categorical, bucketised or crossed feature apart before they
   * become ids, or 0 where the value is missing; the first value's hash for a bag. For counting
   * distinct values.
   *
   * @param feature index in the schema
   * @throws IllegalArgumentException for a numeric feature
   */
  public long code(int feature, RawValues raw) {
    return switch (features[feature]) {
      case Feature.Categorical single -> raw.valueHash(sources[feature], 0);
      case Feature.Bag bag -> raw.valueHash(sources[feature], 0);
      case Feature.Bucketised cut -> bucketOf(raw.number(sources[feature]), boundaries[feature]);
      case Feature.Cross cross -> {
        long first = code(firstOperands[feature], raw);
        long second = code(secondOperands[feature], raw);
        yield (first | second) == 0 ? 0 : XxHash64.nonZero(XxHash64.hash(first, second));
      }
      case Feature.Numeric numeric ->
          throw new IllegalArgumentException(
              "numeric feature '" + numeric.name() + "' has no code");
    };
  }

  private void encode(int[] which, RawValues raw, EncodedRows rows, int row) {
    if (!isOwn(raw.schema())) {
      throw new IllegalArgumentException("raw values of another schema");
    }
    Objects.checkIndex(row, rows.capacity());
    int[] ids = rows.ids();
    int firstId = row * rows.slotCount();
    int firstNumber = row * rows.numericCount();
    for (int i : which) {
      switch (features[i]) {
        case Feature.Categorical single ->
            ids[firstId + positions[i]] = idOf(raw.valueHash(sources[i], 0), single.buckets());
        case Feature.Bag bag -> encodeBag(bag, raw, sources[i], ids, firstId + positions[i]);
        case Feature.Bucketised cut ->
            ids[firstId + positions[i]] = bucketOf(raw.number(sources[i]), boundaries[i]);
        case Feature.Cross cross ->
            ids[firstId + positions[i]] = idOf(code(i, raw), cross.buckets());
        case Feature.Numeric numeric ->
            rows.numerics()[firstNumber + positions[i]] = number(numeric, raw.number(sources[i]));
      }
    }
  }

  /** Callers nearly always use one schema object; only two copies of one need comparing. */
  @SuppressWarnings("ReferenceEquality")
  private boolean isOwn(FeatureSchema other) {
    return other == schema || other.equals(schema);
  }

  private static void encodeBag(Feature.Bag bag, RawValues raw, int source, int[] ids, int from) {
    int values = Math.min(raw.valueCount(source), bag.maxValues());
    for (int i = 0; i < values; i++) {
      ids[from + i] = XxHash64.bucketId(raw.valueHash(source, i), bag.buckets());
    }
    int used = values;
    if (values == 0) {
      ids[from] = 0;
      used = 1;
    }
    for (int i = used; i < bag.maxValues(); i++) {
      ids[from + i] = -1;
    }
  }

  private static int idOf(long code, int buckets) {
    return code == 0 ? 0 : XxHash64.bucketId(code, buckets);
  }

  /** 0 for NaN, otherwise one more than the boundaries at or below the number. */
  private static int bucketOf(double number, double[] boundaries) {
    if (Double.isNaN(number)) {
      return 0;
    }
    int low = 0;
    int high = boundaries.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (boundaries[middle] <= number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low + 1;
  }

  private static float number(Feature.Numeric feature, double number) {
    if (Double.isNaN(number)) {
      return (float) feature.missing();
    }
    double standardised =
        (feature.transform().apply(number) - feature.mean()) / feature.standardDeviation();
    return (float) Math.clamp(standardised, -feature.clip(), feature.clip());
  }

  private int[] indexes(IntPredicate which) {
    return IntStream.range(0, features.length).filter(which).toArray();
  }
}
