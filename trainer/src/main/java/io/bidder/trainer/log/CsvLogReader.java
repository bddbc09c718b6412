package io.bidder.trainer.log;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.bidder.settings.Suggestions;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a CSV or TSV file whose header is its first row or the schema's. A row that has another
 * number of fields than the header is broken; one with a quote that closes late covers, and counts
 * as, all its lines.
 */
final class CsvLogReader {
  /** The longest field, so that a quote that never closes ends soon. */
  private static final int MAX_FIELD_CHARS = 1 << 20;

  /** A field of more lines is not a text but rows behind a quote that was never closed. */
  private static final int MAX_LINE_BREAKS = 4;

  private CsvLogReader() {}

  /** Reads all rows; {@code advanced} runs now and then. */
  static void read(LogInput input, char separator, RowCollector rows, Runnable advanced)
      throws IOException {
    Rows handler = new Rows(input, rows);
    try (CsvReader<Boolean> reader =
            settings(separator)
                .build(handler, new InputStreamReader(input.stream(), StandardCharsets.UTF_8));
        CloseableIterator<Boolean> each = reader.iterator()) {
      long count = 0;
      while (each.hasNext()) {
        each.next();
        if ((++count & 0xFFFF) == 0) {
          advanced.run();
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (CsvParseException e) {
      // The parser wraps what the handler throws.
      for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
        switch (cause) {
          case InvalidLogException invalid -> throw invalid;
          case IOException failed -> throw failed;
          default -> {}
        }
      }
      throw new InvalidLogException(
          input.file()
              + ":"
              + handler.line
              + ": no CSV row with fields of at most "
              + MAX_FIELD_CHARS
              + " characters; is a quote never closed?",
          e);
    }
    if (handler.columnByField.length == 0) {
      throw new InvalidLogException(input.file() + " is empty, expected a header row");
    }
  }

  /** Declares a row broken whose fields have too many lines. */
  static void checkLineBreaks(long lineBreaks, RowCollector rows) {
    if (lineBreaks > MAX_LINE_BREAKS) {
      rows.fail(
          "quoted fields go over " + lineBreaks + " lines, expected at most " + MAX_LINE_BREAKS);
    }
  }

  /**
   * Lets a row with stray quotes pass, so that it is counted as broken and the next one is read;
   * without that the parser gives up at the first. The library has no other setting for it.
   */
  @SuppressWarnings("removal")
  private static CsvReader.CsvReaderBuilder settings(char separator) {
    return CsvReader.builder()
        .fieldSeparator(separator)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .allowExtraCharsAfterClosingQuote(true)
        .allowUnclosedQuote(true)
        .maxBufferSize(MAX_FIELD_CHARS);
  }

  private static final class Rows extends AbstractBaseCsvCallbackHandler<Boolean> {
    private final LogInput input;
    private final RowCollector rows;
    private final List<String> header = new ArrayList<>();

    /** The collector's column of each field; empty until the header was read. */
    private int[] columnByField = {};

    private long line;
    private long lineBreaks;

    Rows(LogInput input, RowCollector rows) {
      this.input = input;
      this.rows = rows;
      header.addAll(rows.header());
      if (!header.isEmpty()) {
        columnByField = columns();
      }
    }

    @Override
    protected void handleBegin(long startingLineNumber) {
      line = startingLineNumber;
      lineBreaks = 0;
      rows.begin();
    }

    @Override
    protected void handleField(int field, char[] chars, int from, int length, boolean quoted) {
      if (quoted) {
        for (int i = from; i < from + length; i++) {
          lineBreaks += chars[i] == '\n' ? 1 : 0;
        }
      }
      if (columnByField.length == 0) {
        header.add(new String(chars, from, length));
      } else if (field < columnByField.length && columnByField[field] >= 0) {
        rows.text(columnByField[field], chars, from, length);
      }
    }

    @Override
    protected Boolean buildRecord() {
      if (columnByField.length == 0) {
        if (header.getFirst().startsWith("\uFEFF")) {
          header.set(0, header.getFirst().substring(1));
        }
        columnByField = columns();
        return true;
      }
      int fields = getFieldCount();
      if (fields != columnByField.length) {
        rows.fail(
            "the row has "
                + fields
                + " fields, expected "
                + columnByField.length
                + " as in the header");
      }
      checkLineBreaks(lineBreaks, rows);
      try {
        rows.end(input.file(), line, 1 + lineBreaks);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return true;
    }

    private int[] columns() {
      List<String> problems = new ArrayList<>();
      for (String name : rows.columns().names()) {
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
                + String.join(", ", header));
      }
      return header.stream().mapToInt(rows.columns()::indexOf).toArray();
    }
  }
}
