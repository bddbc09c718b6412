package io.bidder.eventparquet;

import io.bidder.eventlog.cli.LogDirectory;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.InvalidEventException;
import io.bidder.eventlog.segment.LogReader;
import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import io.bidder.settings.command.OutputFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./run events export}. */
@Command(
    name = "./run events export",
    description = {
      "Write the events of a log as Parquet, a row for each.",
      "",
      "A server may write to the log meanwhile: what it had written by the time that the end was"
          + " reached is exported. docs/reference/formats.md says what the columns mean.",
    })
public final class Export extends ConsoleCommand {
  @Mixin private LogDirectory events = new LogDirectory();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      converter = OutputFile.class,
      description = "The file to write, in place of one that is there.")
  private Path out = Path.of("");

  Export() {}

  /** Runs the command and ends the process. */
  public static void main(String[] arguments) {
    System.exit(
        run(
            new PrintWriter(System.out, true, System.out.charset()),
            new PrintWriter(System.err, true, System.err.charset()),
            arguments));
  }

  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return Commands.of(new Export()).setOut(out).setErr(err).execute(arguments);
  }

  @Override
  public Integer call() throws IOException {
    Path unnamed = out.resolveSibling(out.getFileName() + ".new");
    Path database = out.resolveSibling(out.getFileName() + ".duckdb");
    try (LogReader reader = LogReader.openAtStart(events.path())) {
      Files.deleteIfExists(database);
      long unreadable = 0;
      long rows = 0;
      try (EventTable table = EventTable.create(database)) {
        while (reader.next()) {
          try {
            table.add(Event.read(reader.payload()), reader.position());
            rows++;
          } catch (InvalidEventException e) {
            unreadable++;
          }
          long read = rows;
          console().progress(() -> String.format(Locale.ROOT, "%,d events read", read));
        }
        console().note("writing " + out + " ...");
        table.write(unnamed);
      }
      Files.move(unnamed, out, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      if (unreadable > 0) {
        console()
            .note(
                String.format(
                    Locale.ROOT,
                    "%,d events of kinds that this version does not know are left out",
                    unreadable));
      }
      console()
          .result(
              String.format(Locale.ROOT, "%,d events, %,d bytes: %s", rows, Files.size(out), out));
      return ExitCode.DONE;
    } catch (SQLException e) {
      throw new IOException(out + ": cannot be written: " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(unnamed);
      Files.deleteIfExists(database);
      Files.deleteIfExists(database.resolveSibling(database.getFileName() + ".wal"));
    }
  }
}
