package io.bidder.benchmarks.bench.process;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The facts of a machine and of the code on it that every figure depends on. */
public final class MachineFacts {
  private MachineFacts() {}

  /**
   * Facts by name, in the order to show them.
   *
   * @param home the repository
   */
  public static Map<String, String> gather(Path home) throws InterruptedException {
    Map<String, String> facts = new LinkedHashMap<>();
    String commit = output(home, "git", "rev-parse", "--short=12", "HEAD");
    boolean changed = !output(home, "git", "status", "--porcelain").isEmpty();
    facts.put("git", commit.isEmpty() ? "unknown" : commit + (changed ? " and changes" : ""));
    facts.put("processor", Kernel.processor());
    facts.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    facts.put("memory", memory());
    facts.put(
        "system",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
    facts.put(
        "jvm", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    return facts;
  }

  private static String memory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? String.format(Locale.ROOT, "%.0f GiB", system.getTotalMemorySize() / (double) (1 << 30))
        : "unknown";
  }

  /** The output of a command; empty if it cannot be run. */
  private static String output(Path directory, String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? output.strip() : "";
    } catch (IOException e) {
      return "";
    }
  }
}
