package io.bidder.trainer;

import io.bidder.modelstore.ModelStoreException;
import io.bidder.settings.InvalidInputException;
import io.bidder.trainer.learning.TrainingFailedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;

/**
 * The one place where a command's failure becomes its exit code: bad input is a line on standard
 * error and 2, a run that failed is a line and 1, anything else is a bug and keeps its stack trace.
 */
final class CommandErrors {
  private CommandErrors() {}

  static CommandLine commandLine(Object command) {
    return new CommandLine(command)
        .setExecutionExceptionHandler((exception, line, parsed) -> {
          switch (exception) {
            case InvalidInputException e -> line.getErr().println(e.getMessage());
            case IllegalArgumentException e -> line.getErr().println(e.getMessage());
            case NoSuchFileException e -> line.getErr().println(e.getMessage() + ": no such file");
            case FileAlreadyExistsException e ->
                line.getErr().println(e.getMessage() + ": is there already");
            case TrainingFailedException e -> {
              line.getErr().println(e.getMessage());
              return CommandLine.ExitCode.SOFTWARE;
            }
            case ModelStoreException e -> {
              line.getErr().println(e.getMessage());
              if (e.isStorageFailure()) {
                return CommandLine.ExitCode.SOFTWARE;
              }
            }
            case IOException e -> {
              line.getErr().println(e);
              return CommandLine.ExitCode.SOFTWARE;
            }
            case UncheckedIOException e -> {
              line.getErr().println(e.getCause());
              return CommandLine.ExitCode.SOFTWARE;
            }
            default -> throw exception;
          }
          return CommandLine.ExitCode.USAGE;
        });
  }
}
