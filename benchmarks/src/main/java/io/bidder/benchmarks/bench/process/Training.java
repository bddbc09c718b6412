package io.bidder.benchmarks.bench.process;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** {@code ./run train} in a process of its own. */
public final class Training {
  private static final Pattern PUBLISHED = Pattern.compile("^Published ");
  private static final String TRAIN = "io.bidder.trainer.Train";
  private static final int MOST_SECONDS = 300;

  private Training() {}

  /**
   * Trains a version and publishes it.
   *
   * @param options of the command
   * @throws SubjectFailedException if it fails
   */
  public static void run(Launcher launcher, List<String> options)
      throws IOException, InterruptedException {
    try (ChildProcess process =
        new ChildProcess("training", launcher.java(TRAIN, options), PUBLISHED)) {
      int exit = process.awaitEnd(MOST_SECONDS);
      if (exit != 0) {
        throw new SubjectFailedException(
            "training ended with %d: %s".formatted(exit, String.join(" | ", process.tail())));
      }
    }
  }
}
