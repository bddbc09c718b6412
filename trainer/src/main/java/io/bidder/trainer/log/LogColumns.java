package io.bidder.trainer.log;

import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.RawValues;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The columns that are read from a log and what each is for. Immutable. */
final class LogColumns {
  /** Index of what the log does not have. */
  static final int NONE = -1;

  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> indexByName = new HashMap<>();
  private final List<List<Target>> targets = new ArrayList<>();
  private final Map<String, ColumnValues> translations;

  final int click;
  final int conversion;
  final int value;
  final int weight;
  final int timestamp;
  final int utcOffset;

  /** Columns up to this one are labels or times. */
  final int lastLabel;

  /** For each column its place among the extra columns, or {@link #NONE}. */
  final int[] extraOf;

  /** True if time features follow from the timestamp. */
  final boolean derivesTime;

  /**
   * A place that a column's value goes to.
   *
   * @param source the index in {@link RawValues}
   * @param separator between values, empty where the text is one value
   * @param wholeNumber whether only a whole number is a value, as for a column with the hour, where
   *     {@code 02} and {@code 2} are the same
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Target(int source, byte[] separator, boolean wholeNumber) {}

  /**
   * @throws InvalidLogException if the features read a source that the schema file does not fill
   */
  LogColumns(LogSchema schema, FeatureSchema features, List<String> extraColumns) {
    LogSchema.LogLayout layout = schema.layout();
    translations = schema.columns();
    click = add(layout.click());
    conversion = add(layout.conversion());
    value = add(layout.value());
    weight = add(layout.weight());
    timestamp = add(layout.timestamp());
    utcOffset = add(layout.utcOffsetColumn());
    lastLabel = names.size() - 1;
    RawValues sources = new RawValues(features);
    TreeSet<String> unfilled = new TreeSet<>(features.sources());
    boolean[] done = new boolean[features.sources().size()];
    boolean derives = false;
    for (FeatureSpec spec : schema.features()) {
      int source = sources.source(spec.source());
      if (source < 0 || done[source]) {
        continue;
      }
      done[source] = true;
      unfilled.remove(features.sources().get(source));
      if (spec.column() == null) {
        derives = true;
      } else {
        targets
            .get(add(spec.column()))
            .add(
                new Target(
                    source,
                    spec.separator().getBytes(StandardCharsets.UTF_8),
                    spec.source().startsWith(SourceChecks.TIME)));
      }
    }
    if (!unfilled.isEmpty()) {
      throw new InvalidLogException(
          "the model's features read "
              + String.join(", ", unfilled)
              + ", for which schema '"
              + schema.name()
              + "' has no column");
    }
    derivesTime = derives;
    int[] extras = new int[extraColumns.size()];
    for (int i = 0; i < extras.length; i++) {
      extras[i] = add(extraColumns.get(i));
    }
    extraOf = new int[names.size()];
    Arrays.fill(extraOf, NONE);
    for (int i = 0; i < extras.length; i++) {
      extraOf[extras[i]] = i;
    }
  }

  List<String> names() {
    return names;
  }

  int size() {
    return names.size();
  }

  /** The column's index, or {@link #NONE} where it is not read. */
  int indexOf(String name) {
    return indexByName.getOrDefault(name, NONE);
  }

  Target[][] targets() {
    return targets.stream().map(list -> list.toArray(Target[]::new)).toArray(Target[][]::new);
  }

  /** For each column how its values are translated; null where they are not. */
  @Nullable ColumnValues[] translations() {
    return names.stream().map(translations::get).toArray(ColumnValues[]::new);
  }

  private int add(@Nullable String name) {
    if (name == null) {
      return NONE;
    }
    return indexByName.computeIfAbsent(
        name,
        key -> {
          names.add(key);
          targets.add(new ArrayList<>());
          return names.size() - 1;
        });
  }
}
