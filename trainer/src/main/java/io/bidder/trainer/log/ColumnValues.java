package io.bidder.trainer.log;

import io.bidder.settings.Section;
import io.bidder.settings.Types;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Translation of a column's values into those that a bid request has. Immutable.
 *
 * @param texts what the log's texts become; an empty one means "no value"
 * @param otherwise what a text that is not listed becomes; null where it stays as it is
 * @param yearOfBirth whether the values are ages in years, of which years of birth are made
 */
record ColumnValues(Map<String, String> texts, @Nullable String otherwise, boolean yearOfBirth) {
  private static final String VALUES = "values";
  private static final String OTHERWISE = "otherwise";
  private static final String DERIVE = "derive";
  private static final String YEAR_OF_BIRTH = "year-of-birth";
  private static final double MOST_YEARS = 150;
  private static final long MILLIS_PER_MINUTE = 60_000;
  private static final long MILLIS_PER_DAY = 24 * 60 * MILLIS_PER_MINUTE;

  ColumnValues {
    texts = Map.copyOf(texts);
  }

  static ColumnValues parse(Section column) {
    Map<String, String> texts = column.map(VALUES, values -> values.all(Types.ANY_TEXT));
    String otherwise = column.get(OTHERWISE, Types.ANY_TEXT).orNull();
    boolean derived =
        column.get(DERIVE, Types.code(YEAR_OF_BIRTH, Set.of(YEAR_OF_BIRTH))).orNull() != null;
    if (!column.isSet(VALUES) && !column.isSet(DERIVE)) {
      column.remark(VALUES, "expected values: {TEXT: TEXT} or derive: " + YEAR_OF_BIRTH);
    } else if (!column.isSet(VALUES) && otherwise != null) {
      column.remark(OTHERWISE, "only useful with values, which are missing");
    }
    return new ColumnValues(texts, otherwise, derived);
  }

  /** The text that a text of the log becomes. */
  String of(String text) {
    String listed = texts.get(text);
    if (listed != null) {
      return listed;
    }
    return otherwise == null ? text : otherwise;
  }

  /**
   * The year on the user's clock less the age in whole years: of those who have yet to have their
   * birthday in that year it is one too late. NaN for what is no age.
   */
  static double yearOfBirth(double age, long epochMillis, int utcOffsetMinutes) {
    if (!(age >= 0 && age <= MOST_YEARS)) {
      return Double.NaN;
    }
    long localMillis = epochMillis + utcOffsetMinutes * MILLIS_PER_MINUTE;
    int year = LocalDate.ofEpochDay(Math.floorDiv(localMillis, MILLIS_PER_DAY)).getYear();
    return year - Math.floor(age);
  }
}
