package io.bidder.trainer.log;

import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.SourcePaths;
import io.bidder.settings.Section;
import io.bidder.settings.Suggestions;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Checks that features read what is known when bidding, and each source from one place in one way.
 */
final class SourceChecks {
  /** The beginning of the sources of derived time. */
  static final String TIME = "time.";

  private static final List<String> TIME_SOURCES =
      List.of(
          SourcePaths.LOCAL_HOUR, SourcePaths.LOCAL_DAY_OF_WEEK, SourcePaths.LOCAL_HOUR_OF_WEEK);

  private final Set<String> never;
  private final Set<String> labels = new HashSet<>();
  private final Set<String> features = new HashSet<>();
  private final Set<String> separated = new HashSet<>();
  private final Set<String> missing;
  private final boolean timestamp;
  private final Map<String, FeatureSpec> firstBySource = new HashMap<>();
  private @Nullable FeatureSpec derivedTime;
  private @Nullable FeatureSpec columnTime;

  SourceChecks(LogSchema.LogLayout layout, Collection<String> never) {
    this.never = Set.copyOf(never);
    this.missing = Set.copyOf(layout.missing());
    this.timestamp = layout.timestamp() != null;
    for (String label : new String[] {layout.click(), layout.conversion(), layout.value()}) {
      if (label != null) {
        labels.add(label);
      }
    }
    String weight = layout.weight();
    if (weight != null) {
      labels.add(weight);
    }
  }

  void check(Section section, FeatureSpec spec) {
    if (spec.draft() instanceof Feature.Cross) {
      return;
    }
    String column = spec.column();
    if (column != null) {
      (spec.separator().isEmpty() ? features : separated).add(column);
    }
    if (column != null && never.contains(column)) {
      section.remark("column", "'" + column + "' is in log.never: it is not known when bidding");
    } else if (column != null && labels.contains(column)) {
      section.remark("column", "'" + column + "' is a label, which no feature may read");
    }
    if (spec.source().startsWith(TIME)) {
      checkTime(section, spec);
    }
    FeatureSpec first = firstBySource.putIfAbsent(SourcePaths.canonical(spec.source()), spec);
    if (first == null) {
      return;
    }
    String source = "source " + spec.source();
    if (!Objects.equals(first.column(), column)) {
      section.remark(
          "column",
          source
              + " is column '"
              + first.column()
              + "' for feature '"
              + first.name()
              + "': give one of the two another source");
    } else if (!first.separator().equals(spec.separator())) {
      section.remark(
          "separator",
          source
              + " is separated by '"
              + first.separator()
              + "' for feature '"
              + first.name()
              + "': give one of the two another source");
    }
  }

  /** Reads how columns are translated, once all features are known. */
  Map<String, ColumnValues> translations(Section columns) {
    Map<String, ColumnValues> translations = new LinkedHashMap<>();
    Set<String> read = new TreeSet<>(labels);
    read.addAll(features);
    read.addAll(separated);
    for (String column : columns.keys()) {
      ColumnValues values = columns.map(column, ColumnValues::parse);
      translations.put(column, values);
      if (!read.contains(column)) {
        columns.remark(
            column, "no feature or label reads this column" + Suggestions.didYouMean(column, read));
      }
      for (String text : values.texts().keySet()) {
        if (text.isEmpty() || missing.contains(text)) {
          columns.remark(column, "'" + text + "' means \"no value\": it becomes nothing else");
        }
      }
      if (values.yearOfBirth()) {
        checkAge(columns, column);
      }
    }
    return translations;
  }

  private void checkAge(Section columns, String column) {
    if (!timestamp) {
      columns.remark(column, "a year of birth is derived from log.timestamp, which is missing");
    }
    if (labels.contains(column) || separated.contains(column)) {
      columns.remark(column, "an age is a number of its own, no label or bag of several");
    }
  }

  private void checkTime(Section section, FeatureSpec spec) {
    if (!TIME_SOURCES.contains(spec.source())) {
      section.problem(
          "source",
          "one of "
              + String.join(", ", TIME_SOURCES)
              + Suggestions.didYouMean(spec.source(), TIME_SOURCES));
      return;
    }
    if (spec.column() != null) {
      columnTime = spec;
    } else {
      derivedTime = spec;
      if (!timestamp) {
        section.remark("source", "derived from log.timestamp, which is missing; or name a column");
      }
    }
    if (columnTime != null && derivedTime != null) {
      section.remark(
          "source",
          "'"
              + columnTime.name()
              + "' reads its time from a column and '"
              + derivedTime.name()
              + "' derives it from the timestamp: expected the one or the other");
    }
  }
}
