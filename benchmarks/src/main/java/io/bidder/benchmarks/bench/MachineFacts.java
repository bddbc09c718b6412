package io.bidder.benchmarks.bench;

import io.bidder.benchmarks.bench.process.Cores;
import io.bidder.benchmarks.bench.process.Kernel;
import io.bidder.benchmarks.bench.process.Launcher;
import io.bidder.benchmarks.bench.result.Machine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Where and with what a benchmark runs. */
final class MachineFacts {
  private MachineFacts() {}

  static Machine gather(Path home, Cores cores, Launcher launcher, Plan plan, Material material)
      throws InterruptedException {
    Map<String, String> facts = new LinkedHashMap<>();
    String commit = said(home, "git", "rev-parse", "--short=12", "HEAD");
    boolean changed = !said(home, "git", "status", "--porcelain").isEmpty();
    facts.put("git", commit.isEmpty() ? "unknown" : commit + (changed ? " and changes" : ""));
    facts.put("processor", Kernel.processor());
    facts.put("cores", cores.describe());
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
    facts.put("flags", launcher.describeOptions().replace(home.toAbsolutePath().toString(), "."));
    facts.put("corpus", material.describe());
    facts.put(
        "plan",
        "%d run(s); warm-up %.0f s, closed %.0f s over %d connections, open %.0f s over %d"
            .formatted(
                plan.runs(),
                plan.warmUpSeconds(),
                plan.closedSeconds(),
                plan.connections().closed(),
                plan.openSeconds(),
                plan.connections().open()));
    return new Machine(facts);
  }

  private static String memory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? String.format(Locale.ROOT, "%.0f GiB", system.getTotalMemorySize() / (double) (1 << 30))
        : "unknown";
  }

  /** What a command says; empty if it cannot be run. */
  private static String said(Path directory, String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? said.strip() : "";
    } catch (IOException e) {
      return "";
    }
  }
}
