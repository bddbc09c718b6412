package io.bidder.trainer.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * Reads a log's rows as they were written, for whoever makes something else of them than training
 * rows.
 */
public final class SourceRows {
  private SourceRows() {}

  /**
   * Hands every row to {@code each}, in the order of the files, and returns what it made of them in
   * the order of {@link EncodedLog}: element {@code i} is made of the row that is row {@code i}
   * there. Broken rows are the same ones, too.
   *
   * @throws InvalidLogException as {@link EncodedLog#read} does
   */
  public static <T> List<T> read(
      List<Path> files, LogSchema schema, ReadOptions options, Function<SourceRow, T> each)
      throws IOException {
    return new LogReading(files, schema, options).readWritten(each);
  }
}
