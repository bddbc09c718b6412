package io.bidder.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.runtime.OrtLibrary;
import io.bidder.settings.CacheDirectory;
import io.bidder.settings.command.Commands;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What errors.md promises of a full disk, for the trainer's commands: a line with the path, the
 * bytes and what is free, exit code 1, the store as before. Training runs as a process of its own
 * whose files may not grow beyond a limit, which a write notices just as it does a full disk.
 */
final class FullDiskTest {
  private static final int ROWS = 6000;
  private static final int VALUES = 2000;
  private static final long EXIT_SECONDS = 120;

  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void writeLog() throws IOException {
    Random random = new Random(5);
    StringBuilder csv = new StringBuilder("ad,click\n");
    for (int row = 0; row < ROWS; row++) {
      int ad = random.nextInt(VALUES);
      csv.append("a%d,%d\n".formatted(ad, random.nextDouble() < (ad % 2 == 0 ? 0.4 : 0.1) ? 1 : 0));
    }
    Files.writeString(directory.resolve("log.csv"), csv);
    Files.writeString(
        directory.resolve("schema.yaml"),
        """
        log: {labels: {click: click}}
        features: [{name: ad, kind: categorical, buckets: 2500}]
        """);
  }

  @Test
  void trainShouldNameTheFileThatDoesNotFitAndLeaveTheStoreAsItWas() throws Exception {
    train();
    DirectoryModelStore store = new DirectoryModelStore(directory.resolve("store"));
    Optional<String> current = store.currentId();

    assertFails(50, "bidder-log-.*raw");
    assertFails(280, "fitted.*tables.bin");
    assertFails(380, "staging.*training.bin");

    assertEquals(current, store.currentId());
    assertEquals(1, store.list().size());
    for (String emptied : List.of("store/staging", "tmp")) {
      try (Stream<Path> left = Files.list(directory.resolve(emptied))) {
        assertEquals(List.of(), left.toList());
      }
    }
  }

  @Test
  void evaluateShouldNameTheReportThatDoesNotFit() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "no /dev/full on this system");
    train();

    for (String option : List.of("--json", "--html", "--predictions")) {
      StringWriter errors = new StringWriter();
      int code =
          Commands.of(new Evaluate())
              .setErr(new PrintWriter(errors))
              .execute(
                  "--log=" + directory.resolve("log.csv"),
                  "--store=" + directory.resolve("store"),
                  option + "=" + full);

      assertEquals(1, code, errors.toString());
      // Before it stands how far reading the log was.
      String last = errors.toString().lines().toList().getLast();
      assertTrue(
          last.matches(
              "./run evaluate: /dev/full: cannot be written \\(0 bytes; .*\\): No space.*"),
          errors.toString());
    }
  }

  private void train() {
    assertEquals(0, Commands.of(new Train()).execute(arguments().toArray(String[]::new)));
  }

  private List<String> arguments() {
    return List.of(
        "--log=" + directory.resolve("log.csv"),
        "--schema=" + directory.resolve("schema.yaml"),
        "--store=" + directory.resolve("store"),
        "--min-count=1",
        "--epochs=1",
        "--table-type=int8");
  }

  /** Trains in a process whose files may have so many KiB, and expects what it says. */
  private void assertFails(int limitKib, String file) throws IOException, InterruptedException {
    Path errors = directory.resolve("errors.txt");
    Path temporary = Files.createDirectories(directory.resolve("tmp"));
    List<String> command =
        new ArrayList<>(List.of("bash", "-c", "ulimit -f " + limitKib + "; exec \"$0\" \"$@\""));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Djava.io.tmpdir=" + temporary, "-XX:-UsePerfData"));
    // ONNX Runtime's library would be the first not to fit.
    OrtLibrary.environment();
    command.add("-Dbidder.cache=" + CacheDirectory.path());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add(Train.class.getName());
    command.addAll(arguments());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(errors.toFile());
    // Not on the command line: ONNX Runtime crashes behind a long one.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS), "it does not end");
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(errors);
    assertEquals(1, process.exitValue(), text);
    String last = text.lines().reduce("", (before, line) -> line);
    String bytes = ": cannot be written \\([0-9]+ bytes; [0-9]+ bytes are free\\): .+";
    assertTrue(last.matches("./run train: /.*" + file + bytes), text);
  }
}
