package io.bidder.market.simulate;

import io.bidder.settings.IoReasons;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command in a process of its own, such as one of {@code ./run}, out of reach of a Ctrl-C, which
 * is the market's to deal with, where the system has the means. It can be killed and started again.
 * One thread's.
 */
final class RunProcess implements AutoCloseable {
  private static final Path SETSID = Path.of("/usr/bin/setsid");
  private static final int MOST_SECONDS_TO_END = 30;
  private static final int SHOWN_LINES = 12;

  private final List<String> command;
  private final Path output;
  private final boolean talks;
  private Process process;

  /**
   * Starts a command of {@code ./run}.
   *
   * @param home of the project, where {@code run} is
   * @param arguments of {@code run}
   * @param output file that takes what it says, after what is there
   * @param talks whether it is to answer lines: then what it writes as its result is no output
   */
  RunProcess(Path home, List<String> arguments, Path output, boolean talks) throws IOException {
    this(home.resolve("run").toString(), arguments, output, talks);
  }

  /** Likewise, of any program. */
  RunProcess(String program, List<String> arguments, Path output, boolean talks)
      throws IOException {
    command = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      command.add(SETSID.toString());
    }
    command.add(program);
    command.addAll(arguments);
    this.output = output;
    this.talks = talks;
    process = launch();
  }

  private Process launch() throws IOException {
    ProcessBuilder.Redirect file = ProcessBuilder.Redirect.appendTo(output.toFile());
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(file);
    return (talks ? builder : builder.redirectErrorStream(true).redirectOutput(file)).start();
  }

  /**
   * Tells it a line, and waits for what it answers.
   *
   * @throws IOException if it has ended
   */
  String ask(String line) throws IOException {
    Writer to = process.outputWriter();
    to.write(line + "\n");
    to.flush();
    String answer = process.inputReader().readLine();
    if (answer == null) {
      throw new IOException(output + " ends with:\n" + lastLines());
    }
    return answer;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The file that takes what it says. */
  Path output() {
    return output;
  }

  /** The end of what it said. */
  String lastLines() {
    try {
      List<String> lines = Files.readAllLines(output);
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    } catch (IOException e) {
      return IoReasons.of(e);
    }
  }

  /** Ends it without a warning, as {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Starts it again. */
  void restart() throws IOException {
    process = launch();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(MOST_SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
