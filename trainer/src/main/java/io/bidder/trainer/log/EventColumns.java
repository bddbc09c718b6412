package io.bidder.trainer.log;

import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.event.Value;
import io.bidder.eventlog.join.TrainingRow;
import io.bidder.modelstore.schema.Decimals;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.LocalTime;
import io.bidder.modelstore.schema.SourcePaths;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The columns of a schema file, filled from bids and what came of them: labels from the outcomes,
 * features from the raw values that a bid was made of. Not thread-safe.
 */
final class EventColumns {
  /** Stands between values of a schema that has no separator, as it reads lists. */
  private static final String LIST = ",";

  private static final double MICROS = 1e6;
  private static final int HOURS_PER_DAY = 24;

  private final LogSchema schema;
  private final LogSchema.LogLayout layout;
  private final LogColumns columns;
  private final List<Column> filled = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final Set<String> sources = new HashSet<>();
  private final Set<String> seen = new HashSet<>();

  /** Of the row at hand. */
  private final Map<String, List<String>> values = new HashMap<>();

  /**
   * A column with its texts of a row: several where a bag has them.
   *
   * @param separator between them, empty where there is none
   */
  record Column(String name, String separator, Function<TrainingRow, List<String>> texts) {
    static Column of(String name, Function<TrainingRow, String> text) {
      return new Column(name, "", row -> List.of(text.apply(row)));
    }
  }

  /**
   * Finds what each column is filled with.
   *
   * @throws InvalidLogException with every column that cannot be filled, and why
   */
  EventColumns(LogSchema schema) {
    this.schema = schema;
    layout = schema.layout();
    columns = new LogColumns(schema, schema.draft(), List.of());
    LogColumns.Target[][] targets = columns.targets();
    Map<String, Column> byName = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      byName.put(columns.names().get(i), column(i, targets[i]));
    }
    List<String> header = layout.form().header();
    for (String name : header.isEmpty() ? columns.names() : header) {
      Column column = byName.remove(name);
      filled.add(column == null ? Column.of(name, row -> "") : column);
    }
    byName.keySet().forEach(name -> problems.add("log.header has no column '" + name + "'"));
    if (!problems.isEmpty()) {
      throw new InvalidLogException(
          "schema '%s' cannot be filled from events: %s"
              .formatted(schema.name(), String.join("; ", problems)));
    }
  }

  /** The columns of the schema's files, in their order. */
  List<Column> list() {
    return filled;
  }

  /** Sources of features that no row had a value of. */
  Set<String> unseen() {
    Set<String> unseen = new TreeSet<>(sources);
    unseen.removeAll(seen);
    return unseen;
  }

  /** Tells whether a row belongs in the log: all do, but in a log of clicks. */
  boolean takes(TrainingRow row) {
    return !schema.clicksOnly() || row.clicked();
  }

  /**
   * Takes the row whose texts are asked for next.
   *
   * @throws InvalidLogException if the schema would have its features learnt from another time than
   *     the bid was made at
   */
  void set(TrainingRow row) {
    checkTime(row);
    values.clear();
    for (Value value : row.bid().values()) {
      String text = text(value);
      if (!text.isEmpty()) {
        String source = SourcePaths.canonical(value.source());
        seen.add(source);
        values.computeIfAbsent(source, key -> new ArrayList<>()).add(text);
      }
    }
    // Known of every bid, even if its model read neither.
    Subject subject = row.bid().subject();
    putIfAbsent("campaign.id", subject.campaignId());
    putIfAbsent("creative.id", subject.creativeId());
  }

  private void putIfAbsent(String source, String text) {
    if (!text.isEmpty()) {
      seen.add(source);
      values.putIfAbsent(source, List.of(text));
    }
  }

  private static String text(Value value) {
    return switch (value) {
      case Value.OfText text -> text.text();
      case Value.Whole whole -> Long.toString(whole.number());
      case Value.OfNumber number ->
          Double.isFinite(number.number()) ? Decimals.text(number.number()) : "";
    };
  }

  private Column column(int column, LogColumns.Target[] targets) {
    String name = columns.names().get(column);
    List<Column> uses = new ArrayList<>();
    if (column == columns.click) {
      uses.add(Column.of(name, row -> row.clicked() ? "1" : "0"));
    }
    if (column == columns.conversion) {
      uses.add(Column.of(name, row -> isConversion(row) ? "1" : "0"));
    }
    if (column == columns.value) {
      uses.add(
          Column.of(
              name, row -> isConversion(row) ? Decimals.text(row.valueMicros() / MICROS) : "0"));
    }
    if (column == columns.weight) {
      uses.add(Column.of(name, row -> Decimals.text(row.weight())));
    }
    if (column == columns.timestamp) {
      uses.add(Column.of(name, row -> layout.timestampFormat().text(row.bidEpochMillis())));
    }
    if (column == columns.utcOffset) {
      uses.add(Column.of(name, row -> Integer.toString(row.bid().utcOffsetMinutes())));
    }
    for (LogColumns.Target target : targets) {
      uses.add(feature(name, target));
    }
    if (uses.size() > 1) {
      problems.add(
          "column '%s' is read as %d things, expected a column for each"
              .formatted(name, uses.size()));
    }
    return uses.getFirst();
  }

  /** What trains P(conversion | click): a conversion that a view alone led to is none of it. */
  private static boolean isConversion(TrainingRow row) {
    return row.converted() && row.clicked();
  }

  private Column feature(String name, LogColumns.Target target) {
    String source = schema.draft().sources().get(target.source());
    switch (source) {
      case SourcePaths.LOCAL_HOUR -> {
        return Column.of(name, row -> Integer.toString(hourOfWeek(row) % HOURS_PER_DAY));
      }
      case SourcePaths.LOCAL_DAY_OF_WEEK -> {
        return Column.of(name, row -> Integer.toString(hourOfWeek(row) / HOURS_PER_DAY + 1));
      }
      case SourcePaths.LOCAL_HOUR_OF_WEEK -> {
        return Column.of(name, row -> Integer.toString(hourOfWeek(row)));
      }
      default -> {}
    }
    sources.add(source);
    boolean bag =
        schema.features().stream()
            .anyMatch(spec ->
                spec.draft() instanceof Feature.Bag
                    && SourcePaths.canonical(spec.source()).equals(source));
    return new Column(
        name,
        new String(target.separator(), StandardCharsets.UTF_8),
        row -> {
          List<String> all = values.getOrDefault(source, List.of());
          // Features of one value read the first.
          return bag || all.size() < 2 ? all : all.subList(0, 1);
        });
  }

  private static int hourOfWeek(TrainingRow row) {
    return LocalTime.hourOfWeek(row.bidEpochMillis(), row.bid().utcOffsetMinutes());
  }

  private void checkTime(TrainingRow row) {
    if (!columns.derivesTime) {
      return;
    }
    int offsetMinutes = row.bid().utcOffsetMinutes();
    if (columns.utcOffset == LogColumns.NONE && offsetMinutes != layout.utcOffsetMinutes()) {
      throw otherTime(
          row,
          "log.utcOffsetMinutes is %d for all, but it was made for a user at %d; name a column"
              .formatted(layout.utcOffsetMinutes(), offsetMinutes));
    }
    long told = layout.timestampFormat().millis(timestamp(row));
    if (LocalTime.hourOfWeek(told, offsetMinutes) != hourOfWeek(row)) {
      throw otherTime(
          row,
          "log.timestamp would be %s, which is another hour; take another format, as epoch-millis"
              .formatted(timestamp(row)));
    }
  }

  private InvalidLogException otherTime(TrainingRow row, String why) {
    return new InvalidLogException(
        "schema '%s' would give bid %s another time: %s"
            .formatted(schema.name(), row.bidId(), why));
  }

  private String timestamp(TrainingRow row) {
    return layout.timestampFormat().text(row.bidEpochMillis());
  }

  /** The text that a file has for a column. */
  String text(Column column, TrainingRow row) {
    String separator = column.separator().isEmpty() ? LIST : column.separator();
    return String.join(separator, column.texts().apply(row));
  }

  /** The texts that are read for a column: one, but for a bag of a schema without separators. */
  List<String> texts(Column column, TrainingRow row) {
    return column.separator().isEmpty() ? column.texts().apply(row) : List.of(text(column, row));
  }

  /**
   * Refuses a row with a bag that a file cannot hold.
   *
   * @throws InvalidLogException if a column has several values and no separator
   */
  void checkSeparated(TrainingRow row) {
    for (Column column : filled) {
      int texts = texts(column, row).size();
      if (texts > 1) {
        throw new InvalidLogException(
            "column '%s' has %d values for bid %s, expected a separator for it in schema '%s'"
                .formatted(column.name(), texts, row.bidId(), schema.name()));
      }
    }
  }
}
