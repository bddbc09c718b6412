package io.bidder.trainer.log;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formats of a log file. Any may be gzipped. */
enum LogFormat {
  CSV,
  TSV,
  JSONL;

  /** The format that the file's name says, or null. */
  static @Nullable LogFormat byName(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".gz")) {
      name = name.substring(0, name.length() - 3);
    }
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "csv" -> CSV;
      case "tsv", "tab" -> TSV;
      case "jsonl", "ndjson", "json" -> JSONL;
      default -> null;
    };
  }
}
