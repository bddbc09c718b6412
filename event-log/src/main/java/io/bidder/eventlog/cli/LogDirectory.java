package io.bidder.eventlog.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option {@code --events} of commands that need a log. */
public final class LogDirectory {
  @Option(
      names = "--events",
      required = true,
      paramLabel = "DIR",
      description = "The log's directory, as events.dir names it.")
  private Path directory = Path.of("");

  /** The directory. */
  public Path path() {
    return directory;
  }
}
