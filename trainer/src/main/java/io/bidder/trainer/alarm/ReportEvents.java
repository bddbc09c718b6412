package io.bidder.trainer.alarm;

import io.bidder.eventlog.cli.InstantOption;
import io.bidder.eventlog.cli.JoinOptions;
import io.bidder.eventlog.cli.LogDirectory;
import io.bidder.eventlog.join.LogJoin;
import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.directory.FileWrites;
import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import io.bidder.settings.command.JsonFile;
import io.bidder.settings.command.OutputFile;
import io.bidder.trainer.log.InvalidLogException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./run events report}: what goes wrong, before it costs money. */
@Command(
    name = "./run events report",
    description = {
      "Tell from a server's log what goes wrong, before it costs money.",
      "",
      "Predicted over actual by campaign and site, clicks that lead to no orders, ads that tire,"
          + " drift of features and scores from what the version was made on, and the seven"
          + " questions before scaling."
    },
    footer = {
      "",
      "Example:",
      "  ./run events report --events events --store store --html report.html",
      "",
      "docs/howto/watch-for-alarms.md says more."
    })
public final class ReportEvents extends ConsoleCommand {
  private static final int LEAST_ROWS = 1_000;
  private static final int MOST_ROWS = 5_000_000;
  private static final int SITES = 20;

  @Mixin private LogDirectory log = new LogDirectory();

  @Option(
      names = "--store",
      required = true,
      paramLabel = "DIR",
      description = "The store that the server serves from.")
  private Path store = Path.of("");

  @Option(
      names = "--version",
      paramLabel = "ID",
      description = "The version that drift is told from (default: the current one).")
  private @Nullable String version;

  @Option(
      names = "--newest",
      paramLabel = "ROWS",
      defaultValue = "200000",
      description = "Newest ads shown that live figures and drift are of (default: 200000).")
  private int newest = 200_000;

  @Option(
      names = "--by",
      paramLabel = "SOURCE",
      split = ",",
      description =
          "Also the win rate and predicted over actual of each group of bids with the same value"
              + " of a feature, such as user.gender; may be several.")
  private List<String> by = new ArrayList<>();

  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      converter = InstantOption.class,
      description = "What was known at this time (default: when the last event was taken in).")
  private @Nullable Instant asOf;

  @Mixin private JoinOptions join = new JoinOptions();

  @Option(
      names = "--html",
      paramLabel = "FILE",
      order = 89,
      converter = OutputFile.class,
      description = "Write the report as one HTML page.")
  private @Nullable Path html;

  @Option(
      names = "--metrics",
      paramLabel = "FILE",
      order = 90,
      converter = OutputFile.class,
      description =
          "Write the alarms as metrics, as node-exporter's textfile collector reads them.")
  private @Nullable Path metrics;

  @Mixin private JsonFile json = new JsonFile();

  /** Runs the command and exits. */
  public static void main(String[] args) {
    System.exit(Commands.of(new ReportEvents()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    expect(
        newest >= LEAST_ROWS && newest <= MOST_ROWS,
        "--newest",
        newest,
        LEAST_ROWS + " to " + MOST_ROWS);
    EventReport report = report();
    console().result(EventReportText.of(report));
    json.write(report.map());
    if (html != null) {
      FileWrites.write(html, file -> Files.writeString(file, EventReportPage.of(report)));
    }
    if (metrics != null) {
      // Somebody may read it at any time.
      Path whole = metrics.resolveSibling(metrics.getFileName() + ".new");
      FileWrites.write(whole, file -> Files.writeString(file, EventReportMetrics.of(report)));
      FileWrites.write(
          metrics,
          file ->
              Files.move(
                  whole,
                  file,
                  StandardCopyOption.REPLACE_EXISTING,
                  StandardCopyOption.ATOMIC_MOVE));
    }
    return ExitCode.DONE;
  }

  private EventReport report() {
    ModelVersion opened = open();
    Drift drift = new Drift(opened, newest);
    Shown shown = new Shown();
    Groups groups = new Groups(by);
    LogJoin joined =
        new LogJoin(
            log.path(),
            join.rules(),
            events ->
                console().progress(() -> String.format(Locale.ROOT, "%,d events read", events)));
    joined.join(
        asOf == null ? null : asOf.toEpochMilli(),
        row -> {
          groups.add(row.bid(), shown.size());
          shown.add(row);
          drift.add(row);
        });
    if (shown.size() == 0) {
      throw new InvalidLogException(
          "%s: nothing to report: %,d bids were shown of which nothing is settled yet, %,d events have no bid that was shown in time"
              .formatted(log.path(), joined.unsettled(), joined.notJoined()));
    }
    shown.learnDelays();
    List<Drift.Shift> shifts = drift.shifts();
    List<Alarm> alarms = new ArrayList<>(Watch.alarms(shown));
    for (Drift.Shift shift : shifts) {
      if (shift.isNamed()) {
        alarms.add(
            new Alarm(
                Alarm.Kind.DRIFT,
                shift.score() ? "score" : "feature",
                shift.name(),
                "",
                Alarm.UNKNOWN,
                Alarm.UNKNOWN,
                "PSI " + EventReport.psi(shift)));
      }
    }
    long until = asOf == null ? Long.MAX_VALUE : asOf.toEpochMilli();
    LogScan scan = LogScan.of(log.path(), until);
    groups.count(log.path(), until);
    long from = IntStream.range(0, shown.size()).mapToLong(shown::atMillis).min().orElse(0);
    return new EventReport(
        opened.id(),
        from,
        shown.nowMillis(),
        shown.size(),
        Math.min(newest, shown.size()),
        alarms,
        lines(shown, Math.max(0, shown.size() - newest)),
        groups.of(shown),
        shifts,
        Trajectory.of(shown, scan::prices),
        NextTest.of(shown, scan::prices),
        Questions.of(scan, shown, alarms, shifts, opened.manifest(), joined.notJoined()));
  }

  private ModelVersion open() {
    DirectoryModelStore models = new DirectoryModelStore(store);
    String id = version;
    if (id == null) {
      id =
          models
              .currentId()
              .orElseThrow(() ->
                  new ModelStoreException(store + ": no current version; name one with --version"));
    }
    return models.open(id);
  }

  private static List<EventReport.Line> lines(Shown rows, int fromRow) {
    List<EventReport.Line> lines = new ArrayList<>();
    for (Grouping by : List.of(Grouping.ALL, Grouping.CAMPAIGN, Grouping.SITE)) {
      List<Ratio> clicks = Ratio.of(rows, Outcome.CLICKS, by, fromRow);
      List<Ratio> conversions = Ratio.of(rows, Outcome.CONVERSIONS, by, fromRow);
      List<Ratio> orders = Ratio.of(rows, Outcome.ORDERS_OF_CLICKS, by, fromRow);
      IntStream.range(0, clicks.size())
          .filter(i -> clicks.get(i).rows() > 0 && !rows.groups(by).get(i).isEmpty())
          .boxed()
          .sorted(Comparator.comparingLong((Integer i) -> -clicks.get(i).rows()))
          .limit(by == Grouping.SITE ? SITES : Integer.MAX_VALUE)
          .forEach(i ->
              lines.add(
                  new EventReport.Line(
                      by,
                      rows.groups(by).get(i),
                      clicks.get(i),
                      conversions.get(i),
                      orders.get(i))));
    }
    return lines;
  }
}
