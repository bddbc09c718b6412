package io.bidder.trainer;

import io.bidder.eventlog.cli.LogDirectory;
import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import io.bidder.settings.command.JsonFile;
import io.bidder.settings.command.OutputFile;
import io.bidder.trainer.log.EventRows;
import io.bidder.trainer.log.LogSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./run events join}: bids and what came of them, as rows to train on. */
@Command(
    name = "./run events join",
    description = {
      "Write a row for each bid that was shown, with what came of it, as CSV to train on.",
      "",
      "The columns are those of a schema file, filled from what was known when the bid was made and"
          + " from what was told of it since; behind them stand bid_id, revision, age_ms,"
          + " click_delay_ms, conversion_delay_ms, conversions, value_currency and weight.",
    },
    footer = {
      "",
      "Examples:",
      "  ./run events join --events events --store store --out rows.csv.gz",
      "  ./run events join --events events --schema my.yaml --settle-after 1h --out rows.csv",
      "",
      "docs/howto/learn-from-events.md says more."
    })
public final class JoinEvents extends ConsoleCommand {
  @Mixin private LogDirectory log = new LogDirectory();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      converter = OutputFile.class,
      description = "File to write: .csv or .tsv, packed with .gz behind it.")
  private Path out = Path.of("");

  @Option(
      names = "--schema",
      paramLabel = "FILE",
      description = "Schema file whose columns are written.")
  private @Nullable Path schema;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description = "Store with a version, whose own schema is taken if there is no --schema.")
  private @Nullable Path store;

  @Option(
      names = "--version",
      paramLabel = "ID",
      description = "The version (default: the current one).")
  private @Nullable String version;

  @Mixin private EventOptions options = new EventOptions();

  @Mixin private JsonFile json = new JsonFile();

  /** Runs the command and exits. */
  public static void main(String[] args) {
    System.exit(Commands.of(new JoinEvents()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    EventRows.Written written =
        options.of(log.path()).write(out, logSchema(), new TrainingConsole(console())::joining);
    if (!written.unseen().isEmpty()) {
      console().note("no bid has a value of " + String.join(", ", written.unseen()));
    }
    console()
        .result(
            String.format(
                Locale.ROOT,
                "%,d rows to %s; %,d bids were shown of which nothing is settled yet; %,d events"
                    + " came too late, or have no bid that was shown",
                written.rows(),
                out,
                written.unsettled(),
                written.notJoined()));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("rows", written.rows());
    result.put("unsettled", written.unsettled());
    result.put("notJoined", written.notJoined());
    result.put("unseen", written.unseen());
    json.write(result);
    return ExitCode.DONE;
  }

  private LogSchema logSchema() throws IOException {
    if (schema != null) {
      return LogSchema.read(schema);
    }
    if (store == null) {
      throw wrong("--store or --schema is missing, expected one that says what the columns are");
    }
    return TrainedVersion.open(store, version, "--version").logSchema(null);
  }
}
