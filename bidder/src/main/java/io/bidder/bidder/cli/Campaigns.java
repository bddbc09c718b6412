package io.bidder.bidder.cli;

import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ConsoleCommand;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/**
 * {@code ./run campaigns status}, {@code pause} and {@code resume}. Exit codes: 0, 2 for what the
 * server refuses, 1 where it cannot be asked or could not write down what was changed.
 */
@Command(
    name = "./run campaigns",
    description = "How the campaigns of a server that runs do; pauses and resumes them.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    subcommands = {StatusCommand.class, PauseCommand.class, ResumeCommand.class})
public final class Campaigns extends ConsoleCommand {
  Campaigns() {}

  /** Runs the command and ends the process. */
  public static void main(String[] arguments) {
    System.exit(
        run(
            new PrintWriter(System.out, true, System.out.charset()),
            new PrintWriter(System.err, true, System.err.charset()),
            arguments));
  }

  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return Commands.of(new Campaigns()).setOut(out).setErr(err).execute(arguments);
  }

  @Override
  public Integer call() {
    throw wrong(
        "expected one of "
            + String.join(", ", Commands.of(new Campaigns()).getSubcommands().keySet()));
  }
}
