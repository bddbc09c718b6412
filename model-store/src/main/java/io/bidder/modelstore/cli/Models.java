package io.bidder.modelstore.cli;

import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.publishing.GoldenCheck;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ConsoleCommand;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/**
 * {@code ./run models}: lists, shows, publishes, promotes, rolls back, prunes and verifies the
 * versions of a store. Exit codes: 0, 2 for bad input (a wrong option, a broken version, no such
 * version), 1 for storage that failed; each failure is one line on standard error.
 */
@Command(
    name = "./run models",
    description = "The model versions of a store, and which of them is served.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "A version is complete before it is visible and never changes after. Servers take up the",
      "current one, which promote and rollback change; ./run models COMMAND --help says more.",
    },
    subcommands = {
      ListCommand.class,
      ShowCommand.class,
      PublishCommand.class,
      PromoteCommand.class,
      RollbackCommand.class,
      PruneCommand.class,
      VerifyCommand.class,
    })
public final class Models extends ConsoleCommand {
  Models() {}

  /** Runs the command and ends the process. */
  public static void main(String[] arguments) {
    System.exit(
        run(
            new PrintWriter(System.out, true, System.out.charset()),
            new PrintWriter(System.err, true, System.err.charset()),
            arguments));
  }

  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return Commands.of(new Models()).setOut(out).setErr(err).execute(arguments);
  }

  @Override
  public Integer call() {
    throw wrong(
        "expected one of "
            + String.join(", ", Commands.of(new Models()).getSubcommands().keySet()));
  }

  /**
   * Checks what a version must pass before it may be served: its graph opens and gives its golden
   * outputs.
   */
  static GoldenCheck.Reproduction verify(ModelVersion version) {
    return GoldenCheck.verify(version, ScoringOptions.defaults());
  }
}
