package io.bidder.settings.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * How the commands of this module end: 0; 2 with one line on the error stream for wrong options or
 * input; 1 with one line for a run that failed. Anything else is a bug and shows its stack trace.
 */
public final class CommandRunner {
  private CommandRunner() {}

  /**
   * A command line that ends so.
   *
   * @param isBadInput tells failures that the user's input caused
   */
  public static CommandLine of(Callable<Integer> command, Predicate<Exception> isBadInput) {
    return new CommandLine(command)
        .setParameterExceptionHandler((failure, arguments) -> {
          CommandLine line = failure.getCommandLine();
          report(line, failure.getMessage());
          line.getErr().println(line.getCommandName() + ": --help lists the options");
          line.getErr().flush();
          return CommandLine.ExitCode.USAGE;
        })
        .setExecutionExceptionHandler((failure, line, parsed) -> {
          boolean badInput = isBadInput.test(failure);
          if (!badInput && !(failure instanceof IOException)) {
            throw failure;
          }
          report(line, failure.getMessage());
          return badInput ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
        });
  }

  private static void report(CommandLine line, @Nullable String message) {
    PrintWriter errors = line.getErr();
    errors.println(line.getCommandName() + ": " + message);
    errors.flush();
  }
}
