package io.bidder.trainer.log;

import io.bidder.eventlog.join.JoinRules;
import io.bidder.eventlog.join.LogJoin;
import io.bidder.eventlog.join.TrainingRow;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows that an event log makes: its bids that were shown, with what came of them, each in its
 * newest revision.
 *
 * @param directory of the log
 * @param from leaves out bids before; null for none
 * @param to leaves out bids then and after; null for none
 * @param asOf leaves out what was told later; null for the time of the log's last event
 * @param withHeldOut whether {@linkplain HeldOut bids that versions are judged by} are among them
 */
public record EventRows(
    Path directory,
    JoinRules rules,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable Instant asOf,
    boolean withHeldOut) {
  /**
   * What a file was written of.
   *
   * @param rows in the file
   * @param unsettled bids that were shown, of which nothing is settled yet
   * @param notJoined events that came too late for their bid, or whose bid was not shown or is not
   *     in the log
   * @param unseen sources of features that no row has a value of
   */
  public record Written(long rows, long unsettled, long notJoined, Set<String> unseen) {}

  /**
   * Writes the rows as a file that the schema reads: CSV or TSV, packed if its name ends in .gz.
   *
   * @param progress told events read so far now and then, in the end twice as many as there are
   * @throws InvalidLogException if the schema cannot be filled from events, or reads another format
   */
  public Written write(Path file, LogSchema schema, LongConsumer progress) throws IOException {
    LogFormat format = schema.layout().form().formatOf(file);
    if (format == null || format == LogFormat.JSONL) {
      throw new InvalidLogException(
          format == null
              ? file + ": the name does not say whether this becomes csv or tsv (.gz or not)"
              : file + ": schema '" + schema.name() + "' reads JSON lines, expected csv or tsv");
    }
    if (!schema.columns().isEmpty()) {
      throw new InvalidLogException(
          "schema '%s' translates columns: events have what a bid request has, which a file of them would have translated again; give a schema without columns"
              .formatted(schema.name()));
    }
    EventColumns columns = new EventColumns(schema);
    LogJoin join = new LogJoin(directory, rules, progress);
    long[] rows = {0};
    try (OutputStream plain = Files.newOutputStream(file);
        OutputStream to = file.toString().endsWith(".gz") ? new GZIPOutputStream(plain) : plain;
        EventsFile csv = new EventsFile(schema, columns, schema.layout().form(), format, to)) {
      each(
          join,
          columns,
          row -> {
            columns.checkSeparated(row);
            csv.write(row);
            rows[0]++;
          });
    } catch (UncheckedIOException e) {
      throw explained(file, schema, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw explained(file, schema, e);
    }
    return new Written(rows[0], join.unsettled(), join.notJoined(), columns.unseen());
  }

  private static IOException explained(Path file, LogSchema schema, IOException failure) {
    if (failure instanceof CharacterCodingException) {
      throw new InvalidLogException(
          "%s: a value has a character that %s, the schema's log.encoding, has not"
              .formatted(file, schema.layout().form().encoding()),
          failure);
    }
    return failure;
  }

  /**
   * Hands the rows to a collector, by the texts that they have in a file; the summary is that of
   * the file, if it is a CSV one.
   */
  LogSummary.LogFile collect(LogSchema schema, RowCollector into, LongConsumer progress)
      throws IOException {
    EventColumns columns = new EventColumns(schema);
    LogJoin join = new LogJoin(directory, rules, progress);
    FileSummary file = new FileSummary();
    try (EventsFile csv = new EventsFile(schema, columns, EventsFile.PLAIN, LogFormat.CSV, file)) {
      each(
          join,
          columns,
          row -> {
            csv.write(row);
            collect(row, columns, into);
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (into.rows() == 0) {
      throw new InvalidLogException(
          "%s: no row to train on: %d bids were shown of which nothing is settled yet, %d events have no bid that was shown in time"
              .formatted(directory, join.unsettled(), join.notJoined()));
    }
    return new LogSummary.LogFile(
        directory.toAbsolutePath().normalize().toString(), file.sha256(), file.bytes, into.rows());
  }

  private void each(LogJoin join, EventColumns columns, Consumer<TrainingRow> take) {
    join.join(
        asOf == null ? null : asOf.toEpochMilli(),
        row -> {
          if (isBidBetween(row)
              && (withHeldOut || !HeldOut.is(row.bidId()))
              && columns.takes(row)) {
            columns.set(row);
            take.accept(row);
          }
        });
  }

  private boolean isBidBetween(TrainingRow row) {
    return (from == null || row.bidEpochMillis() >= from.toEpochMilli())
        && (to == null || row.bidEpochMillis() < to.toEpochMilli());
  }

  private void collect(TrainingRow row, EventColumns columns, RowCollector into) {
    into.begin();
    long lineBreaks = 0;
    for (EventColumns.Column column : columns.list()) {
      int index = into.columns().indexOf(column.name());
      for (String text : columns.texts(column, row)) {
        lineBreaks += text.chars().filter(c -> c == '\n').count();
        if (index >= 0) {
          into.text(index, text.toCharArray(), 0, text.length());
        }
      }
    }
    CsvLogReader.checkLineBreaks(lineBreaks, into);
    try {
      into.end(directory.resolve(row.bidId().toString()), 1, 1 + lineBreaks);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Size and hash of a file that is not kept. */
  private static final class FileSummary extends OutputStream {
    private final MessageDigest digest;
    private long bytes;

    FileSummary() {
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }

    @Override
    public void write(int value) {
      digest.update((byte) value);
      bytes++;
    }

    @Override
    public void write(byte[] from, int offset, int count) {
      digest.update(from, offset, count);
      bytes += count;
    }

    String sha256() {
      return HexFormat.of().formatHex(digest.digest());
    }
  }
}
