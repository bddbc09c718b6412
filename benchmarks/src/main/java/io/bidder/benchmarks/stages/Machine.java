package io.bidder.benchmarks.stages;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a figure depends on beside the code. */
final class Machine {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final String MODEL_NAME = "model name";

  private Machine() {}

  /** Facts by name, in the order to show them in. */
  static Map<String, String> facts(Path home, Instant at, Path store, String note)
      throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("date", at.toString());
    facts.put("commit", commit(home));
    facts.put("CPU", cpu());
    facts.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("JDK", System.getProperty("java.vm.version"));
    facts.put("flags", flags());
    facts.put(
        "load before",
        "%.2f".formatted(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    facts.put("model", store.getFileName() + ", " + version(store));
    if (!note.isEmpty()) {
      facts.put("note", note);
    }
    return facts;
  }

  private static String version(Path store) throws IOException {
    return Files.readString(store.resolve("CURRENT")).strip();
  }

  private static String cpu() throws IOException {
    if (!Files.isReadable(CPU_INFO)) {
      return System.getProperty("os.arch");
    }
    try (var lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith(MODEL_NAME))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    }
  }

  /** What the JVM was told of heap and collector, which forks are told too. */
  private static String flags() {
    List<String> flags =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(flag -> flag.startsWith("-X"))
            .toList();
    return String.join(" ", flags);
  }

  private static String commit(Path home) throws IOException {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty")
              .directory(home.toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return git.waitFor() == 0 ? said.strip() : "unknown";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }
}
