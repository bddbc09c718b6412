package io.bidder.trainer.log;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.bidder.eventlog.join.TrainingRow;
import io.bidder.modelstore.schema.Decimals;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
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

  private final EventColumns columns;
  private final List<EventColumns.Column> written;
  private final CsvWriter csv;

  /**
   * Begins a file with its header, unless the schema's files have none.
   *
   * @param separator between fields
   */
  EventsFile(LogSchema schema, EventColumns columns, char separator, OutputStream to) {
    this.columns = columns;
    written = new ArrayList<>(columns.list());
    List<String> names = columns.list().stream().map(EventColumns.Column::name).toList();
    boolean header = schema.layout().header().isEmpty();
    if (header) {
      FURTHER.stream().filter(column -> !names.contains(column.name())).forEach(written::add);
    }
    csv =
        CsvWriter.builder()
            .fieldSeparator(separator)
            .lineDelimiter(LineDelimiter.LF)
            .build(new OutputStreamWriter(to, StandardCharsets.UTF_8));
    if (header) {
      csv.writeRecord(written.stream().map(EventColumns.Column::name).toList());
    }
  }

  private static Function<TrainingRow, String> delay(Function<TrainingRow, Long> millis) {
    return row -> {
      long delay = millis.apply(row);
      return delay == TrainingRow.NEVER ? "" : Long.toString(delay);
    };
  }

  /** Writes a row, which {@link EventColumns#set} was told of. */
  void write(TrainingRow row) {
    csv.writeRecord(written.stream().map(column -> columns.text(column, row)).toList());
  }

  @Override
  public void close() throws IOException {
    csv.close();
  }
}
