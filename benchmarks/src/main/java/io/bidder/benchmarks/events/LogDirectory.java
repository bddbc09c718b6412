package io.bidder.benchmarks.events;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A log of a benchmark: in the directory that {@code bidder.log} names, or among temporary files.
 */
final class LogDirectory {
  private LogDirectory() {}

  static Path make() {
    try {
      String in = System.getProperty("bidder.log");
      return in == null
          ? Files.createTempDirectory("log")
          : Files.createTempDirectory(Files.createDirectories(Path.of(in)), "log");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes all segments but the last. */
  static void trim(Path directory) throws IOException {
    List<Path> segments = files(directory).filter(LogDirectory::isSegment).sorted().toList();
    for (Path each : segments.subList(0, Math.max(0, segments.size() - 1))) {
      Files.delete(each);
    }
  }

  static void delete(Path directory) throws IOException {
    for (Path each : files(directory).toList()) {
      Files.delete(each);
    }
    Files.delete(directory);
  }

  private static boolean isSegment(Path file) {
    return file.toString().endsWith(".events");
  }

  private static Stream<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList().stream();
    }
  }
}
