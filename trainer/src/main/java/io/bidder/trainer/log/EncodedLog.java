package io.bidder.trainer.log;

import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A labelled log as encoded rows in the order of time, kept in temporary files of which the
 * operating system holds in memory what it can; the log may be larger than memory. Open until
 * closed; reading is thread-safe.
 *
 * <p>Rows are parsed once. Of the first part in time the features are learnt, unless a version's
 * are given; then the encoder that the bidder uses encodes all rows. Rows of equal timestamps, or
 * all rows of a log without timestamps, are in the order of the files.
 */
public final class EncodedLog implements AutoCloseable {
  private final FeatureSchema featureSchema;
  private final EncodedFile file;
  private final List<String> extraColumns;
  private final LogSummary summary;

  EncodedLog(
      FeatureSchema featureSchema,
      EncodedFile file,
      List<String> extraColumns,
      LogSummary summary) {
    this.featureSchema = featureSchema;
    this.file = file;
    this.extraColumns = extraColumns;
    this.summary = summary;
  }

  /**
   * Reads files, in the order given, as one log.
   *
   * @throws InvalidLogException if there is nothing usable in the files: a column is missing, more
   *     rows than tolerated are broken, a file is cut short or empty; the message says where
   * @throws ModelStoreException if the temporary directory is full, naming the file in it
   * @throws IOException if a file cannot be read
   */
  public static EncodedLog read(List<Path> files, LogSchema schema, ReadOptions options)
      throws IOException {
    return new LogReading(files, schema, options).read();
  }

  /**
   * Reads the rows of an event log, as from the file that {@link EventRows#write} makes of them.
   *
   * @throws InvalidLogException if there is no row, more than tolerated are broken, or the schema
   *     cannot be filled from events
   * @throws ModelStoreException if the temporary directory is full, naming the file in it
   */
  public static EncodedLog read(EventRows events, LogSchema schema, ReadOptions options)
      throws IOException {
    return new LogReading(events, schema, options).read();
  }

  /** The features by which rows are encoded: learnt, or as given. */
  public FeatureSchema featureSchema() {
    return featureSchema;
  }

  public long rows() {
    return summary.rows();
  }

  /** Rows, first in time, from which features were learnt. */
  public long fitRows() {
    return summary.fitRows();
  }

  public LogSummary summary() {
    return summary;
  }

  /**
   * Copies {@code count} rows from {@code fromRow} on and sets {@code into}'s size.
   *
   * @throws IndexOutOfBoundsException if the log has no such rows, or they have no room
   */
  public void read(long fromRow, int count, EncodedRows into, Labels labels) {
    file.read(fromRow, count, into, labels);
  }

  /**
   * A column that was carried along, one number a row; NaN where the log has none.
   *
   * @throws IllegalArgumentException if the column was not asked for
   */
  public double[] extra(String column) {
    double[] numbers = new double[Math.toIntExact(rows())];
    extra(column, 0, numbers.length, numbers);
    return numbers;
  }

  /** Copies {@code count} numbers of a column that was carried along. */
  public void extra(String column, long fromRow, int count, double[] into) {
    int index = extraColumns.indexOf(column);
    if (index < 0) {
      throw new IllegalArgumentException(
          "column '" + column + "' was not carried along, only " + extraColumns);
    }
    file.readExtra(index, fromRow, count, into);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
