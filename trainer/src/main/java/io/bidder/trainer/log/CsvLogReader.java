package io.bidder.trainer.log;

import io.bidder.settings.Suggestions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a CSV or TSV file whose header is its first row or the schema's. A row that has another
 * number of fields than the header is broken; one with a quote that closes late covers, and counts
 * as, all its lines.
 */
final class CsvLogReader {
  /** A field of more lines is not a text but rows behind a quote that was never closed. */
  private static final int MAX_LINE_BREAKS = 4;

  private CsvLogReader() {}

  /** Reads all rows; {@code advanced} runs now and then. */
  static void read(
      LogInput input, LogForm form, LogFormat format, RowCollector into, Runnable advanced)
      throws IOException {
    char delimiter = form.delimiter(format);
    DelimitedRows rows =
        new DelimitedRows(input.text(form.encoding()), delimiter, form.quoting(format));
    try {
      int[] columns = columns(input, header(input, form, rows), delimiter, into);
      for (long count = 1; rows.next(); count++) {
        into.begin();
        take(rows, columns, into);
        into.end(input.file(), rows.line(), 1 + rows.lineBreaks());
        if ((count & 0xFFFF) == 0) {
          advanced.run();
        }
      }
    } catch (DelimitedRows.TooLongException e) {
      throw new InvalidLogException(input.file() + ":" + rows.line() + ": " + e.getMessage(), e);
    }
  }

  private static void take(DelimitedRows rows, int[] columns, RowCollector into) {
    String problem = rows.problem();
    if (problem != null) {
      into.fail(problem);
    } else if (rows.fields() != columns.length) {
      into.fail(
          "the row has "
              + rows.fields()
              + " fields, expected "
              + columns.length
              + " as in the header");
    } else {
      checkLineBreaks(rows.lineBreaks(), into);
      for (int field = 0; field < columns.length; field++) {
        if (columns[field] != LogColumns.NONE) {
          into.text(columns[field], rows.chars(), rows.from(field), rows.length(field));
        }
      }
    }
  }

  /** Declares a row broken whose fields have too many lines. */
  static void checkLineBreaks(long lineBreaks, RowCollector rows) {
    if (lineBreaks > MAX_LINE_BREAKS) {
      rows.fail(
          "quoted fields go over " + lineBreaks + " lines, expected at most " + MAX_LINE_BREAKS);
    }
  }

  private static List<String> header(LogInput input, LogForm form, DelimitedRows rows)
      throws IOException {
    if (!form.header().isEmpty()) {
      return form.header();
    }
    if (!rows.next()) {
      throw new InvalidLogException(input.file() + " is empty, expected a header row");
    }
    @Nullable String problem = rows.problem();
    if (problem != null) {
      throw new InvalidLogException(input.file() + ":" + rows.line() + ": " + problem);
    }
    List<String> header = new ArrayList<>();
    for (int field = 0; field < rows.fields(); field++) {
      header.add(new String(rows.chars(), rows.from(field), rows.length(field)));
    }
    return header;
  }

  /** The collector's column of each field. */
  private static int[] columns(
      LogInput input, List<String> header, char delimiter, RowCollector into) {
    List<String> problems = new ArrayList<>();
    for (String name : into.columns().names()) {
      long times = header.stream().filter(name::equals).count();
      if (times == 0) {
        problems.add("no column '" + name + "'" + Suggestions.didYouMean(name, header));
      } else if (times > 1) {
        problems.add("column '" + name + "' comes " + times + " times");
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidLogException(
          input.file()
              + ":1: "
              + String.join("; ", problems)
              + "; the columns are "
              + String.join(", ", header)
              + (header.size() == 1
                  ? ", cut at '" + delimiter + "': log.delimiter says where else"
                  : ""));
    }
    return header.stream().mapToInt(into.columns()::indexOf).toArray();
  }
}
