package io.bidder.eventlog.cli;

import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ConsoleCommand;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/**
 * {@code ./run events}: shows, counts and checks the events of a log, whether or not a server
 * writes to it meanwhile.
 */
@Command(
    name = "./run events",
    description = "What happened to bids: the events of a log.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "  join    Write the rows that bids and what came of them make, as CSV to train on.",
      "  report  Tell what goes wrong: predictions, ads that tire, clicks without orders, drift.",
      "  export  Write events as Parquet.",
      "  erase   Take persons out of a log for good.",
      "  stream  Join the events of a Kafka topic to rows in another, until stopped.",
      "",
      "A server may write to the log meanwhile. ./run events COMMAND --help says more.",
    },
    subcommands = {CatCommand.class, StatsCommand.class, VerifyCommand.class, MirrorCommand.class})
public final class Events extends ConsoleCommand {
  /** The command, for who runs it with others. */
  public Events() {}

  /** Runs the command and ends the process. */
  public static void main(String[] arguments) {
    System.exit(
        run(
            new PrintWriter(System.out, false, System.out.charset()),
            new PrintWriter(System.err, true, System.err.charset()),
            arguments));
  }

  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return Commands.of(new Events()).setOut(out).setErr(err).execute(arguments);
  }

  @Override
  public Integer call() {
    throw wrong("expected one of cat, stats, verify, mirror, join, report, export, erase, stream");
  }
}
