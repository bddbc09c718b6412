package io.bidder.trainer.log;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Counts rows that cannot be used, remembers the first, and says when there are too many. */
final class BrokenRows {
  private static final int MAX_REPORTED = 20;

  /**
   * Broken rows in a row, with no good one before, from which on the schema is taken to be wrong.
   */
  private static final long HOPELESS_ROWS = 1000;

  private final double toleratedShare;
  private final List<String> reports = new ArrayList<>();
  private long count;

  BrokenRows(double toleratedShare) {
    this.toleratedShare = toleratedShare;
  }

  /**
   * Counts a broken row.
   *
   * @param line its first line, from 1
   * @param lines how many lines of the file it covers: an unclosed quote swallows many
   */
  void add(Path file, long line, long lines, String reason) {
    count += lines;
    if (reports.size() < MAX_REPORTED) {
      reports.add(file + ":" + line + ": " + reason);
    }
  }

  long count() {
    return count;
  }

  List<String> reports() {
    return List.copyOf(reports);
  }

  /** Fails early where the first rows are all broken. */
  void checkHope(long goodRows) {
    if (goodRows == 0 && count >= HOPELESS_ROWS && toleratedShare < 1) {
      throw tooMany(count, "the first " + count + " rows are all broken");
    }
  }

  /** Fails where more than the tolerated share of a whole log is broken. */
  void check(long goodRows) {
    long rows = goodRows + count;
    if (count > toleratedShare * rows) {
      throw tooMany(
          rows,
          String.format(
              Locale.ROOT,
              "%d of %d rows are broken (%.2f %%), more than the tolerated %.2f %%",
              count,
              rows,
              100.0 * count / rows,
              100 * toleratedShare));
    }
  }

  private InvalidLogException tooMany(long rows, String what) {
    String first = count > reports.size() ? "; the first " + reports.size() + ":" : ":";
    return new InvalidLogException(
        what + (rows == 0 ? "" : first) + "\n  " + String.join("\n  ", reports));
  }
}
