package io.bidder.settings.command;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command: its help option, its console, and how it refuses an option. */
public abstract class ConsoleCommand implements Callable<Integer> {
  private static final int LAST = 100;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      order = LAST,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // picocli looks for it
  private boolean help;

  private @Nullable Console console;

  /** The streams of results and progress. */
  protected final Console console() {
    Console own = console;
    if (own == null) {
      own = new Console(spec().commandLine().getOut(), spec().commandLine().getErr());
      console = own;
    }
    return own;
  }

  /** Refuses an option's value unless it is as it must be. */
  protected final void expect(
      boolean holds, String option, @Nullable Object value, String expected) {
    if (!holds) {
      throw wrong(Commands.wrongValue(option, value, "expected " + expected));
    }
  }

  /** Refuses the options with a message that names them. */
  protected final ParameterException wrong(String message) {
    return new ParameterException(spec().commandLine(), message);
  }

  private CommandSpec spec() {
    return requireNonNull(spec, "picocli sets the spec before it calls the command");
  }
}
