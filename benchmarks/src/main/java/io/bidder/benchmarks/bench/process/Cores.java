package io.bidder.benchmarks.bench.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which cores the subjects have. All subjects have the same; what drives the load has the others,
 * or shares them where there are none.
 *
 * @param subject cores of a subject, counted from 0; all of them if {@code pinned} is false
 * @param all that there are
 */
public record Cores(int subject, int all, boolean pinned) {
  /**
   * So many cores for each subject.
   *
   * @param asked 0 for all
   * @throws IllegalArgumentException if there are not so many, or they cannot be assigned
   */
  public static Cores of(int asked) {
    int all = Runtime.getRuntime().availableProcessors();
    if (asked < 0 || asked > all) {
      throw new IllegalArgumentException(
          "--cores is " + asked + ", expected 1 to " + all + ", which is what this machine has");
    }
    boolean pinned = asked != 0 && asked < all;
    if (pinned && !hasTaskset()) {
      throw new IllegalArgumentException(
          "--cores is "
              + asked
              + ", which needs taskset (of util-linux) to keep subjects to them; without it all "
              + all
              + " cores are measured");
    }
    return new Cores(asked == 0 ? all : asked, all, pinned);
  }

  private static boolean hasTaskset() {
    try {
      return new ProcessBuilder("taskset", "--version").redirectErrorStream(true).start().waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A command that runs on the subject's cores. */
  List<String> onSubjectCores(List<String> command) {
    if (!pinned) {
      return command;
    }
    List<String> pinnedCommand =
        new ArrayList<>(List.of("taskset", "-c", subject == 1 ? "0" : "0-" + (subject - 1)));
    pinnedCommand.addAll(command);
    return pinnedCommand;
  }

  /** Moves this process, which sends the load, to the other cores if there are any. */
  public void leaveSubjectCores() throws IOException, InterruptedException {
    if (pinned) {
      String others = subject == all - 1 ? "" + subject : subject + "-" + (all - 1);
      new ProcessBuilder(
              "taskset", "-a", "-c", "-p", others, Long.toString(ProcessHandle.current().pid()))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    }
  }

  /** For people. */
  public String describe() {
    return pinned
        ? "%d of %d for each subject, the others for the load".formatted(subject, all)
        : "%d, which subjects and load share".formatted(all);
  }
}
