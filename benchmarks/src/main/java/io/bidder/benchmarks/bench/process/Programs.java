package io.bidder.benchmarks.bench.process;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs programs that end by themselves, each in a process of its own. */
public final class Programs {
  private static final Pattern NEVER = Pattern.compile("(?!)");
  private static final String TRAIN = "io.bidder.trainer.Train";
  private static final int MOST_SECONDS = 300;

  private Programs() {}

  /**
   * Runs a program that measures by itself.
   *
   * @return the figures, which it writes as JSON in its last line
   * @throws SubjectFailedException if it fails or writes none
   */
  public static JsonNode figures(
      Launcher launcher, String name, String mainClass, List<String> arguments)
      throws IOException, InterruptedException {
    String last = run(name, launcher.java(mainClass, arguments));
    try {
      return JsonMapper.shared().readTree(last);
    } catch (JacksonException e) {
      throw new SubjectFailedException(name + " wrote figures that are no JSON: " + last);
    }
  }

  /**
   * Trains a version and publishes it, as {@code ./run train} does.
   *
   * @throws SubjectFailedException if it fails
   */
  public static void train(Launcher launcher, List<String> options)
      throws IOException, InterruptedException {
    run("training", launcher.java(TRAIN, options));
  }

  private static String run(String name, Launcher.Command command)
      throws IOException, InterruptedException {
    try (ChildProcess process = new ChildProcess(name, command, NEVER)) {
      int exit = process.awaitEnd(MOST_SECONDS);
      List<String> tail = process.tail();
      if (exit != 0 || tail.isEmpty()) {
        throw new SubjectFailedException(
            "%s ended with %d: %s".formatted(name, exit, String.join(" | ", tail)));
      }
      return tail.getLast();
    }
  }
}
