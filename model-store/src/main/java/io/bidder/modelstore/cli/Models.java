package io.bidder.modelstore.cli;

import static java.util.Objects.requireNonNull;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.publishing.GoldenCheck;
import io.bidder.modelstore.scoring.ScoringException;
import io.bidder.modelstore.scoring.ScoringOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * {@code ./run models}: lists, shows, publishes, promotes, rolls back and verifies the versions of
 * a store. Exit codes: 0, 2 for bad input (a wrong option, a broken version, no such version), 1
 * for storage that failed; each failure is one line on standard error.
 */
@Command(
    name = "./run models",
    description = "The model versions of a store, and which of them is served.",
    sortOptions = false,
    usageHelpWidth = 100,
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
      VerifyCommand.class,
    })
public final class Models implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

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
    return new CommandLine(new Models())
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler(Models::wrongArguments)
        .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command))
        .execute(arguments);
  }

  @Override
  public void run() {
    CommandLine command = requireNonNull(spec).commandLine();
    throw new ParameterException(
        command, "Expected one of " + String.join(", ", command.getSubcommands().keySet()));
  }

  private static int wrongArguments(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    List<String> suggestions =
        failure instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    String didYouMean =
        suggestions.isEmpty() ? "" : "; did you mean " + String.join(" or ", suggestions) + "?";
    command
        .getErr()
        .println(name + ": " + failure.getMessage() + didYouMean + " (" + name + " --help)");
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Exception failure, CommandLine command) throws Exception {
    boolean expected =
        failure instanceof InvalidVersionException
            || failure instanceof ModelStoreException
            || failure instanceof ScoringException
            || failure instanceof IOException;
    if (!expected) {
      throw failure;
    }
    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + oneLine(failure));
    boolean badInput =
        failure instanceof InvalidVersionException
            || (failure instanceof ModelStoreException e && !e.isStorageFailure());
    return badInput ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
  }

  /** A failure's message; ONNX Runtime's, which some carry, have line breaks. */
  static String oneLine(Exception failure) {
    return String.valueOf(failure.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /**
   * Checks what a version must pass before it may be served: its graph opens and gives its golden
   * outputs.
   */
  static GoldenCheck.Reproduction verify(ModelVersion version) {
    return GoldenCheck.verify(version, ScoringOptions.defaults());
  }
}
