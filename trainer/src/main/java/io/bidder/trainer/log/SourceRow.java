package io.bidder.trainer.log;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A row of a log as it was written: texts by source, without those that mean "no value". A number
 * of JSON has the text that its hash is taken of. Reused from row to row; not thread-safe.
 */
public final class SourceRow {
  private final List<List<String>> values = new ArrayList<>();
  private double[] extra = {};
  private long timestampMillis;
  private int utcOffsetMinutes;

  SourceRow(int sources) {
    for (int i = 0; i < sources; i++) {
      values.add(new ArrayList<>());
    }
  }

  /**
   * A source's values in their order, none where the row has none; valid until the next row.
   *
   * @param source index in {@link LogSchema#sources()}
   */
  public List<String> values(int source) {
    return Collections.unmodifiableList(values.get(source));
  }

  /**
   * A further column's number, NaN where the row has none.
   *
   * @param column index in {@link ReadOptions#extraColumns()}
   */
  public double extra(int column) {
    return extra[column];
  }

  /** Milliseconds since 1970, or {@link Labels#NO_TIMESTAMP}. */
  public long timestampMillis() {
    return timestampMillis;
  }

  /** The user's offset from UTC, by which time features are derived from the timestamp. */
  public int utcOffsetMinutes() {
    return utcOffsetMinutes;
  }

  void clear() {
    values.forEach(List::clear);
  }

  void add(int source, String value) {
    values.get(source).add(value);
  }

  /** Takes what a good row has beside its values; the array is not copied. */
  void end(double[] numbers, long millis, int offsetMinutes) {
    extra = numbers;
    timestampMillis = millis;
    utcOffsetMinutes = offsetMinutes;
  }
}
