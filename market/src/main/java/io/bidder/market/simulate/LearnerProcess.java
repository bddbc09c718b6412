package io.bidder.market.simulate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A learner in a process of its own, as {@code ./run learn} starts it: it follows a bidder's log
 * and publishes to the store that the bidder serves from. One thread's.
 */
final class LearnerProcess implements AutoCloseable {
  /** From an impression to its row, in market time. */
  static final int SETTLE_SECONDS = 10;

  private final RunProcess process;

  /**
   * The time between two turns, as {@code ./run learn} has it.
   *
   * @param calibrate of the fast loop
   * @param retrain of the slow loop
   * @param stepMillis of market time after which the market waits for it each time; 0 if it never
   *     does
   */
  record Cadence(String calibrate, String retrain, long stepMillis) {}

  /**
   * Starts a learner.
   *
   * @param home of the project, where {@code run} is
   * @param output file that takes what it says
   */
  LearnerProcess(Path home, Path events, Path store, Cadence cadence, Path output)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "learn",
                "--events",
                events.toString(),
                "--store",
                store.toString(),
                "--settle-after",
                SETTLE_SECONDS + "s",
                "--calibrate-every",
                cadence.calibrate(),
                "--retrain-every",
                cadence.retrain(),
                // The report looks up every version that bid.
                "--keep",
                "0"));
    if (cadence.stepMillis() > 0) {
      command.add("--in-step");
    }
    process = new RunProcess(home, command, output, cadence.stepMillis() > 0);
  }

  /**
   * Has it learn all that is in the log at a time, if it learns in step.
   *
   * @return the version that is to be served
   */
  String learn(long marketMillis) throws IOException {
    return process.ask(Long.toString(marketMillis));
  }

  /** Copies a store, so that what is learned is learned by the copy alone. */
  static void copy(Path store, Path copy) throws IOException {
    try (Stream<Path> files = Files.walk(store)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, copy.resolve(store.relativize(file)));
      }
    }
  }

  /** Ends it without a warning, as {@code kill -9} does, and starts it again. */
  void killAndRestart() throws IOException, InterruptedException {
    process.kill();
    process.restart();
  }

  /** Returns why it ended, though nobody ended it; empty while it runs. */
  String failure() {
    return process.isAlive() ? "" : process.output() + " ends with:\n" + process.lastLines();
  }

  @Override
  public void close() {
    process.close();
  }
}
