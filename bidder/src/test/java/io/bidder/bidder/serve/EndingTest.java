package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.settings.command.ExitCode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exit codes that a supervisor sees. */
class EndingTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void processShouldEndWithItsCodeWhenAThreadIsHeldUpForEver() throws Exception {
    String log = end("held");
    assertTrue(log.contains("ERROR") || log.contains("SEVERE"), log);
    assertTrue(log.contains("not ready to bid: thread bid-0 does not go on"), log);
    assertTrue(log.contains("the process ends with code 4: thread bid-0 does not go on"), log);
  }

  @Test
  void processShouldEndWithItsCodeWhenAThreadEnds() throws Exception {
    String log = end("uncaught");
    assertTrue(log.contains("has ended with java.lang.StackOverflowError"), log);
  }

  private String end(String how) throws IOException, InterruptedException {
    Path log = directory.resolve("log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add(BrokenServer.class.getName());
    command.add(how);
    command.addAll(
        List.of(
            "http.port=0",
            "admin.port=0",
            "bid.threads=1",
            "bid.deadline=10s",
            "http.drainTimeout=100ms",
            "bid.watchdog.interval=50ms",
            "bid.watchdog.timeout=500ms",
            "bid.watchdog.endAfter=1s",
            "model.store=" + DemoStore.DEMO,
            "catalogue.file=" + Path.of("demo/campaigns.yaml").toAbsolutePath()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    // Not by -cp: ONNX Runtime crashes in a process whose command line is longer than 4 KB.
    builder
        .environment()
        .put(
            "CLASSPATH",
            System.getProperty("java.class.path", "").replace(";", File.pathSeparator));
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> "it goes on: " + read(log));
      assertEquals(ExitCode.BROKEN, process.exitValue(), () -> read(log));
    } finally {
      process.destroyForcibly();
    }
    return read(log);
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
