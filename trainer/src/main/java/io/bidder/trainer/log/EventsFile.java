package io.bidder.trainer.log;

import io.bidder.eventlog.join.TrainingRow;
import io.bidder.modelstore.schema.Decimals;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Writes rows of an event log as a file that the schema reads, CSV or TSV. Not thread-safe. */
final class EventsFile implements Closeable {
  /** What a row has beside the schema's columns. */
  private static final List<EventColumns.Column> FURTHER =
      List.of(
          EventColumns.Column.of("bid_id", row -> row.bidId().toString()),
          EventColumns.Column.of("revision", row -> Integer.toString(row.revision())),
          EventColumns.Column.of("age_ms", row -> Long.toString(row.ageMillis())),
          EventColumns.Column.of("click_delay_ms", delay(TrainingRow::clickDelayMillis)),
          EventColumns.Column.of("conversion_delay_ms", delay(TrainingRow::conversionDelayMillis)),
          EventColumns.Column.of("conversions", row -> Integer.toString(row.conversions())),
          EventColumns.Column.of("value_currency", TrainingRow::valueCurrency),
          EventColumns.Column.of("weight", row -> Decimals.text(row.weight())));

  /** The form in which rows are written whose file nobody reads. */
  static final LogForm PLAIN =
      new LogForm(LogFormat.CSV, ',', Quoting.DOUBLED, StandardCharsets.UTF_8, List.of());

  private final EventColumns columns;
  private final List<EventColumns.Column> written;
  private final char delimiter;
  private final Quoting quoting;
  private final Writer to;

  /** Begins a file with its header, unless the schema's files have none. */
  EventsFile(
      LogSchema schema, EventColumns columns, LogForm form, LogFormat format, OutputStream out) {
    this.columns = columns;
    delimiter = form.delimiter(format);
    quoting = form.quoting(format);
    written = new ArrayList<>(columns.list());
    List<String> names = columns.list().stream().map(EventColumns.Column::name).toList();
    boolean header = schema.layout().form().header().isEmpty();
    if (header) {
      FURTHER.stream().filter(column -> !names.contains(column.name())).forEach(written::add);
    }
    to = new BufferedWriter(new OutputStreamWriter(out, form.encoding().newEncoder()));
    if (header) {
      write(EventColumns.Column::name);
    }
  }

  private static Function<TrainingRow, String> delay(Function<TrainingRow, Long> millis) {
    return row -> {
      long delay = millis.apply(row);
      return delay == TrainingRow.NEVER ? "" : Long.toString(delay);
    };
  }

  /**
   * Writes a row, which {@link EventColumns#set} was told of.
   *
   * @throws InvalidLogException if a file without quotes cannot hold it
   */
  void write(TrainingRow row) {
    write(column -> columns.text(column, row));
  }

  private void write(Function<EventColumns.Column, String> text) {
    try {
      for (int i = 0; i < written.size(); i++) {
        if (i > 0) {
          to.append(delimiter);
        }
        write(written.get(i).name(), text.apply(written.get(i)));
      }
      to.append('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String column, String text) throws IOException {
    boolean parted =
        text.indexOf(delimiter) >= 0 || text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
    if (quoting == Quoting.NONE && parted) {
      throw new InvalidLogException(
          "column '%s' has '%s', which needs quotes: log.quoting allows them"
              .formatted(column, text));
    }
    boolean escaped = quoting == Quoting.BACKSLASH && text.indexOf('\\') >= 0;
    if (quoting == Quoting.NONE || (!parted && !escaped && text.indexOf('"') < 0)) {
      to.append(text);
      return;
    }
    String inner = escaped ? text.replace("\\", "\\\\") : text;
    to.append('"').append(inner.replace("\"", "\"\"")).append('"');
  }

  @Override
  public void close() throws IOException {
    to.close();
  }
}
