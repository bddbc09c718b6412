package io.bidder.settings.command;

import io.bidder.settings.IoReasons;
import io.bidder.settings.UserFailure;
import io.bidder.settings.logging.Log;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The one place where a command's failure becomes its exit code: a line for each problem on the
 * error stream, then {@link ExitCode#WRONG_INPUT} for options and input, {@link ExitCode#FAILED}
 * for a run that failed. Anything else is a bug and shows its stack trace.
 */
public final class Commands {
  /** Columns that a help text may have. */
  private static final int HELP_WIDTH = 100;

  private Commands() {}

  /** A command line that looks, and ends, as all do. */
  public static CommandLine of(Object command) {
    Log.install();
    CommandLine line =
        new CommandLine(command)
            .registerConverter(Integer.class, whole(Integer::valueOf))
            .registerConverter(int.class, whole(Integer::valueOf))
            .registerConverter(Long.class, whole(Long::valueOf))
            .registerConverter(long.class, whole(Long::valueOf))
            .registerConverter(Double.class, number("a number", Double::valueOf))
            .registerConverter(double.class, number("a number", Double::valueOf))
            .setParameterExceptionHandler((failure, arguments) -> wrongOptions(failure))
            .setExecutionExceptionHandler((failure, failed, parsed) -> failed(failure, failed));
    help(line);
    return line;
  }

  private static void help(CommandLine line) {
    line.getCommandSpec().usageMessage().width(HELP_WIDTH).sortOptions(false);
    line.getSubcommands().values().forEach(Commands::help);
  }

  private static <T> ITypeConverter<T> whole(ITypeConverter<T> converter) {
    return number("a whole number", converter);
  }

  private static <T> ITypeConverter<T> number(String expected, ITypeConverter<T> converter) {
    return text -> {
      try {
        return converter.convert(text);
      } catch (NumberFormatException e) {
        throw new TypeConversionException("expected " + expected);
      }
    };
  }

  private static int wrongOptions(ParameterException failure) {
    CommandLine line = failure.getCommandLine();
    String hint =
        failure instanceof UnmatchedArgumentException unmatched
            ? didYouMean(unmatched.getSuggestions())
            : "";
    String help = " (" + line.getCommandSpec().qualifiedName() + " --help)";
    report(line, whatIsWrong(failure) + hint + help);
    return ExitCode.WRONG_INPUT;
  }

  private static String didYouMean(List<String> suggestions) {
    return suggestions.isEmpty() ? "" : ", did you mean " + String.join(" or ", suggestions) + "?";
  }

  /** A value that its converter refuses, in the words of every other refused value. */
  private static @Nullable String whatIsWrong(ParameterException failure) {
    if (failure.getArgSpec() instanceof OptionSpec option
        && failure.getCause() instanceof TypeConversionException refused) {
      String expected = String.valueOf(refused.getMessage());
      if (expected.startsWith("expected ")) {
        return wrongValue(option.longestName(), failure.getValue(), expected);
      }
    }
    return failure.getMessage();
  }

  static String wrongValue(String option, @Nullable Object value, String expected) {
    return option + " is " + value + ", " + expected;
  }

  private static int failed(Exception failure, CommandLine line) throws Exception {
    switch (failure) {
      case UserFailure told -> {
        String.valueOf(failure.getMessage()).lines().forEach(each -> report(line, each));
        return told.isWrongInput() ? ExitCode.WRONG_INPUT : ExitCode.FAILED;
      }
      case UncheckedIOException e -> report(line, reason(e));
      case IOException e -> report(line, IoReasons.withFile(e));
      default -> throw failure;
    }
    return ExitCode.FAILED;
  }

  /**
   * Tells what was being done, if the exception says more than its cause does, or why it failed.
   */
  private static @Nullable String reason(UncheckedIOException failure) {
    IOException cause = failure.getCause();
    String doing = failure.getMessage();
    return cause != null && cause.toString().equals(doing) ? IoReasons.withFile(cause) : doing;
  }

  private static void report(CommandLine line, @Nullable String message) {
    PrintWriter errors = line.getErr();
    errors.println(line.getCommandSpec().qualifiedName() + ": " + message);
    errors.flush();
  }
}
