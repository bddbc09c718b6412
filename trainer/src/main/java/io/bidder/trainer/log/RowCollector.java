package io.bidder.trainer.log;

import io.bidder.modelstore.schema.Decimals;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.RawValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the values of one row after the other from a file's reader, checks its labels, and keeps
 * what is good in {@link RawRecords}. Texts are looked at once and never become objects unless they
 * are not ASCII. Not thread-safe.
 */
final class RowCollector {
  /** The length of the text of a value that came as a number. */
  private static final int NO_TEXT = -1;

  /** From here on a count is a number of another kind, such as a time. */
  private static final double MAX_COUNT = 1e6;

  private static final double UNREADABLE_AGE = -1;

  private final LogColumns columns;
  private final LogColumns.Target[][] targets;

  /** Of each column; null where its values are a bid request's already. */
  private final @Nullable ColumnValues[] translations;

  /** The row's age in each column of ages, NaN where it has none; empty without such columns. */
  private final double[] ages;

  private final LogSchema.LogLayout layout;
  private final FieldText text;
  private final RawValues raw;
  private final RawRecords records;
  private final BrokenRows broken;
  private final @Nullable TimeOrder timeOrder;

  /** Takes rows as they were written; null where nobody asks. */
  private final @Nullable Consumer<SourceRow> listener;

  private final SourceRow written;
  private final RawRecords.Row row;
  private final boolean[] seen;

  private boolean hasClick;
  private boolean hasConversion;
  private boolean hasWeight;
  private boolean hasTimestamp;
  private int utcOffsetMinutes;
  private boolean followsView;
  private @Nullable String problem;

  private long rows;
  private long viewThrough;
  private long clicks;
  private long conversions;

  RowCollector(
      LogSchema schema,
      LogColumns columns,
      FeatureSchema features,
      int extraCount,
      RawRecords records,
      BrokenRows broken,
      @Nullable TimeOrder timeOrder,
      @Nullable Consumer<SourceRow> listener) {
    this.columns = columns;
    this.targets = columns.targets();
    this.translations = columns.translations();
    boolean anyAge = schema.columns().values().stream().anyMatch(ColumnValues::yearOfBirth);
    this.ages = new double[anyAge ? columns.size() : 0];
    this.layout = schema.layout();
    this.text = new FieldText(layout.missing());
    this.raw = new RawValues(features);
    this.records = records;
    this.broken = broken;
    this.timeOrder = timeOrder;
    this.listener = listener;
    this.written = new SourceRow(features.sources().size());
    this.row = new RawRecords.Row(extraCount);
    this.seen = new boolean[columns.size()];
  }

  /** Starts a row. */
  void begin() {
    raw.clear();
    written.clear();
    Arrays.fill(row.extra, Double.NaN);
    Arrays.fill(ages, Double.NaN);
    row.timestampMillis = Labels.NO_TIMESTAMP;
    row.value = 0;
    row.weight = 1;
    row.click = 1;
    row.conversion = 0;
    hasClick = columns.click == LogColumns.NONE;
    hasConversion = columns.conversion == LogColumns.NONE;
    hasWeight = columns.weight == LogColumns.NONE;
    hasTimestamp = columns.timestamp == LogColumns.NONE;
    utcOffsetMinutes = layout.utcOffsetMinutes();
    followsView = false;
    problem = null;
  }

  /** Takes a column's text. */
  void text(int column, char[] chars, int from, int length) {
    seen[column] = true;
    text.set(chars, from, length);
    if (text.isMalformed()) {
      fail("'" + columns.names().get(column) + "' has half a surrogate pair, no character");
    }
    if (text.isMissing(0, text.length())) {
      return;
    }
    ColumnValues translation = translations[column];
    for (LogColumns.Target target : targets[column]) {
      if (target.separator().length > 0) {
        putSeparated(target, translation);
      }
    }
    if (translation != null) {
      text.set(translation.of(text.toString()));
      if (text.isMissing(0, text.length())) {
        return;
      }
      if (translation.yearOfBirth()) {
        // The row's time may stand in a column that is yet to come.
        double age = Decimals.parse(text.bytes(), 0, text.length());
        ages[column] = Double.isNaN(age) ? UNREADABLE_AGE : age;
        return;
      }
    }
    int bytes = text.length();
    for (LogColumns.Target target : targets[column]) {
      if (target.separator().length > 0) {
        continue;
      }
      if (target.wholeNumber()) {
        putWhole(target, Decimals.parse(text.bytes(), 0, bytes));
      } else {
        raw.putUtf8(target.source(), text.bytes(), 0, bytes);
        written(target, 0, bytes);
      }
    }
    if (isLabel(column)) {
      if (column == columns.timestamp && !layout.timestampFormat().isNumber()) {
        timestamp(layout.timestampFormat().ofText(text.bytes(), bytes), bytes, Double.NaN);
      }
      label(column, Decimals.parse(text.bytes(), 0, bytes), bytes);
    }
  }

  /** Takes a column's number; what a text says is {@link #text}'s. */
  void number(int column, double number) {
    if (translations[column] != null) {
      char[] chars = Decimals.text(number).toCharArray();
      text(column, chars, 0, chars.length);
      return;
    }
    seen[column] = true;
    for (LogColumns.Target target : targets[column]) {
      if (target.wholeNumber()) {
        putWhole(target, number);
      } else {
        raw.putDouble(target.source(), number);
        written(target, number);
      }
    }
    if (isLabel(column)) {
      label(column, number, NO_TEXT);
    }
  }

  /** Notes that the log has the column, though this row no value in it. */
  void absent(int column) {
    seen[column] = true;
  }

  /** Declares the row broken. Only the first reason is kept. */
  void fail(String reason) {
    if (problem == null) {
      problem = reason;
    }
  }

  /**
   * Ends a row.
   *
   * @param line its first line in the file, from 1
   * @param lines how many lines it covers
   */
  void end(Path file, long line, long lines) throws IOException {
    checkLabels();
    String reason = problem;
    if (reason != null) {
      broken.add(file, line, lines, reason);
      broken.checkHope(rows);
      return;
    }
    if (columns.derivesTime) {
      raw.time(row.timestampMillis, utcOffsetMinutes);
    }
    for (int column = 0; column < ages.length; column++) {
      if (!Double.isNaN(ages[column])) {
        putYearOfBirth(column);
      }
    }
    if (timeOrder != null) {
      timeOrder.add(row.timestampMillis);
    }
    records.append(raw, row);
    if (listener != null) {
      written.end(row.extra, row.timestampMillis, utcOffsetMinutes);
      listener.accept(written);
    }
    rows++;
    clicks += row.click;
    conversions += row.conversion;
    viewThrough += followsView ? 1 : 0;
  }

  LogColumns columns() {
    return columns;
  }

  /** Tells whether any row so far had the column. */
  boolean seen(int column) {
    return seen[column];
  }

  /** Rows that are good. */
  long rows() {
    return rows;
  }

  long clicks() {
    return clicks;
  }

  long conversions() {
    return conversions;
  }

  /** Conversions without a click, which are none of {@link #conversions}. */
  long viewThrough() {
    return viewThrough;
  }

  RawValues raw() {
    return raw;
  }

  private boolean isLabel(int column) {
    return column <= columns.lastLabel || columns.extraOf[column] != LogColumns.NONE;
  }

  private void label(int column, double number, int bytes) {
    if (column == columns.click) {
      requireFirst(hasClick, "click");
      hasClick = true;
      row.click = zeroOrOne("click", number, bytes);
    }
    if (column == columns.conversion) {
      requireFirst(hasConversion, "conversion");
      hasConversion = true;
      row.conversion = zeroOrOne("conversion", number, bytes);
    }
    if (column == columns.value) {
      row.value = number;
      if (!(number >= 0)) {
        fail("value is " + shown(number, bytes) + ", expected a number of at least 0");
      }
    }
    if (column == columns.weight) {
      requireFirst(hasWeight, "weight");
      hasWeight = true;
      row.weight = (float) number;
      if (!(row.weight > 0 && row.weight < Float.POSITIVE_INFINITY)) {
        fail("weight is " + shown(number, bytes) + ", expected a number above 0");
      }
    }
    if (column == columns.timestamp && (layout.timestampFormat().isNumber() || bytes == NO_TEXT)) {
      timestamp(layout.timestampFormat().ofNumber(number), bytes, number);
    }
    if (column == columns.utcOffset) {
      utcOffsetMinutes = (int) number;
      if (!(utcOffsetMinutes == number
          && Math.abs(utcOffsetMinutes) <= LogLayoutParser.MAX_UTC_OFFSET_MINUTES)) {
        fail("UTC offset is " + shown(number, bytes) + ", expected minutes from -840 to 840");
      }
    }
    int extra = columns.extraOf[column];
    if (extra != LogColumns.NONE) {
      row.extra[extra] = number;
    }
  }

  /** Two values of a list in a row's place are none. */
  private void requireFirst(boolean hadOne, String what) {
    if (hadOne) {
      fail(what + " comes twice, expected one");
    }
  }

  private byte zeroOrOne(String label, double number, int bytes) {
    double value = Double.isNaN(number) && bytes != NO_TEXT ? text.truth() : number;
    if (layout.counts() && value > 1 && value == Math.rint(value) && value < MAX_COUNT) {
      return 1;
    }
    if (value != 0 && value != 1) {
      String expected = layout.counts() ? "a whole number of at least 0" : "0 or 1";
      fail(label + " is " + shown(number, bytes) + ", expected " + expected);
    }
    return (byte) (value == 1 ? 1 : 0);
  }

  private void timestamp(long millis, int bytes, double number) {
    requireFirst(hasTimestamp, "timestamp");
    hasTimestamp = true;
    row.timestampMillis = millis;
    if (millis == TimestampFormat.UNREADABLE) {
      fail(
          "timestamp is "
              + shown(number, bytes)
              + ", expected "
              + layout.timestampFormat().description());
    }
  }

  private void checkLabels() {
    if (problem != null) {
      return;
    }
    if (!hasClick) {
      fail("click is missing, expected 0 or 1");
    } else if (!hasConversion) {
      fail("conversion is missing, expected 0 or 1");
    } else if (!hasWeight) {
      fail("weight is missing, expected a number above 0");
    } else if (!hasTimestamp) {
      fail("timestamp is missing, expected " + layout.timestampFormat().description());
    } else if (row.conversion == 1 && row.click == 0) {
      if (layout.viewThrough()) {
        row.conversion = 0;
        row.value = 0;
        followsView = true;
      } else {
        fail("conversion is 1 but click is 0, expected a conversion to follow a click");
      }
    }
  }

  private String shown(double number, int bytes) {
    return bytes == NO_TEXT ? String.valueOf(number) : "'" + text + "'";
  }

  private void putWhole(LogColumns.Target target, double number) {
    // What is no whole number is none: NaN is counted as unreadable.
    double whole = number == Math.rint(number) ? number : Double.NaN;
    raw.putDouble(target.source(), whole);
    written(target, whole);
  }

  private void putYearOfBirth(int column) {
    double year = ColumnValues.yearOfBirth(ages[column], row.timestampMillis, utcOffsetMinutes);
    for (LogColumns.Target target : targets[column]) {
      putWhole(target, year);
    }
  }

  private void written(LogColumns.Target target, double number) {
    if (listener != null && Double.isFinite(number)) {
      written.add(target.source(), Decimals.text(number));
    }
  }

  private void written(LogColumns.Target target, int from, int length) {
    if (listener != null) {
      written.add(target.source(), text.part(from, length));
    }
  }

  private void putSeparated(LogColumns.Target target, @Nullable ColumnValues translation) {
    byte[] separator = target.separator();
    int start = 0;
    while (start <= text.length()) {
      int end = text.indexOf(separator, start);
      text.strip(start, end);
      int from = text.strippedFrom();
      int length = text.strippedLength();
      if (translation != null && !text.isMissing(from, length)) {
        putTranslated(target, translation.of(text.part(from, length)));
      } else if (!text.isMissing(from, length)) {
        raw.putUtf8(target.source(), text.bytes(), from, length);
        written(target, from, length);
      }
      start = end + separator.length;
    }
  }

  private void putTranslated(LogColumns.Target target, String value) {
    raw.putText(target.source(), value);
    if (listener != null && !value.isEmpty()) {
      written.add(target.source(), value);
    }
  }
}
