package io.bidder.trainer.log;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form that a log's files have. Immutable.
 *
 * @param format null where the files' names say it
 * @param delimiter between fields, null for the format's own
 * @param quoting null for the format's own
 * @param header the columns of files without a header row; empty where the first row is one
 */
record LogForm(
    @Nullable LogFormat format,
    @Nullable Character delimiter,
    @Nullable Quoting quoting,
    Charset encoding,
    List<String> header) {

  LogForm {
    header = List.copyOf(header);
  }

  /** The format of a file, or null where neither the schema nor its name says it. */
  @Nullable LogFormat formatOf(Path file) {
    return format == null ? LogFormat.byName(file) : format;
  }

  /** The character between the fields of a CSV or TSV file. */
  char delimiter(LogFormat of) {
    return delimiter == null ? of == LogFormat.TSV ? '\t' : ',' : delimiter;
  }

  /** The quoting of a CSV or TSV file. */
  Quoting quoting(LogFormat of) {
    return quoting == null ? of == LogFormat.TSV ? Quoting.NONE : Quoting.DOUBLED_UNSAID : quoting;
  }
}
