package io.bidder.modelstore.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What loading ONNX Runtime writes and leaves behind, in processes of their own. */
final class OrtLibraryTest {
  private static final long END_SECONDS = 60;

  @TempDir private Path directory = Path.of("");
  private Path home = Path.of("");
  private Path temporary = Path.of("");
  private Path cache = Path.of("");

  @BeforeEach
  void makeDirectories() throws IOException {
    home = Files.createDirectory(directory.resolve("home"));
    temporary = Files.createDirectory(directory.resolve("tmp"));
    cache = directory.resolve("cache");
  }

  /** Loads the library in a process that then waits for its input to end. */
  static final class Loading {
    private Loading() {}

    public static void main(String[] args) throws IOException {
      OrtLibrary.environment();
      System.out.println("loaded");
      System.in.read();
    }
  }

  @Test
  void loadingShouldKeepTheTelemetryOffWhenTheLauncherDoesNot() throws Exception {
    try (Started process = start()) {
      process.awaitLoaded();

      // With telemetry, the library makes a device id and a store of events while it starts.
      assertEquals(List.of(), names(home));
      assertFalse(Files.exists(Path.of("/tmp/mat-debug-" + process.process.pid() + ".log")));
    }
  }

  @Test
  void loadingShouldLeaveNothingBehindWhenProcessesAreKilled() throws Exception {
    for (int kill = 0; kill < 3; kill++) {
      try (Started process = start()) {
        process.awaitLoaded();
        process.kill();
      }
    }

    assertEquals(List.of(), names(temporary));
    assertEquals(1, names(cache).size(), () -> names(cache).toString());
    assertEquals(libraries(), names(unpacked()));
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(unpacked())));
  }

  @Test
  void loadingShouldRemoveWhatAKillInTheMidstOfItLeft() throws Exception {
    try (Started process = start()) {
      process.awaitLoaded();
    }
    Path library = unpacked().resolve(libraries().getFirst());
    Files.delete(library);
    FileTime old = FileTime.from(Instant.now().minusSeconds(3600));
    Files.setLastModifiedTime(
        Files.writeString(unpacked().resolve(library.getFileName() + "17.new"), "half"), old);
    Files.setLastModifiedTime(Files.createDirectory(temporary.resolve("onnxruntime-java17")), old);

    try (Started process = start()) {
      process.awaitLoaded();
    }

    assertEquals(List.of(), names(temporary));
    assertEquals(libraries(), names(unpacked()));
  }

  @Test
  void loadingShouldReplaceADamagedLibrary() throws Exception {
    try (Started process = start()) {
      process.awaitLoaded();
    }
    Path library = unpacked().resolve(libraries().getFirst());
    byte[] sound = Files.readAllBytes(library);
    byte[] damaged = sound.clone();
    damaged[damaged.length / 2] ^= 1;
    Files.write(library, damaged, StandardOpenOption.WRITE);

    try (Started process = start()) {
      process.awaitLoaded();
    }

    assertEquals(libraries(), names(unpacked()));
    assertTrue(Arrays.equals(sound, Files.readAllBytes(library)));
  }

  @Test
  void loadingShouldSucceedInProcessesThatStartAtOnce() throws Exception {
    try (Started one = start();
        Started other = start();
        Started third = start()) {
      one.awaitLoaded();
      other.awaitLoaded();
      third.awaitLoaded();
    }

    assertEquals(libraries(), names(unpacked()));
  }

  @Test
  void loadingShouldRefuseADirectoryThatOthersMayWriteTo() throws Exception {
    try (Started process = start()) {
      process.awaitLoaded();
    }
    Path unpacked = unpacked();
    Files.setPosixFilePermissions(unpacked, PosixFilePermissions.fromString("rwxrwxrwx"));

    try (Started process = start()) {
      String error = process.awaitEnd();
      assertTrue(
          error.contains(
              unpacked + ": cannot be used for ONNX Runtime's library: others may write"),
          error);
    }
  }

  private static List<String> libraries() {
    return Stream.of("onnxruntime", "onnxruntime4j_jni").map(System::mapLibraryName).toList();
  }

  private Path unpacked() {
    return cache.resolve(names(cache).getFirst());
  }

  private static List<String> names(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> String.valueOf(entry.getFileName())).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Started start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:-UsePerfData",
            "-Djava.io.tmpdir=" + temporary,
            "-Dbidder.cache=" + cache,
            Loading.class.getName());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("HOME", home.toString());
    builder.environment().remove("ORT_DISABLE_TELEMETRY");
    Path errors = Files.createTempFile(directory, "errors", ".txt");
    return new Started(builder.redirectError(errors.toFile()).start(), errors);
  }

  private record Started(Process process, Path errors) implements AutoCloseable {

    void awaitLoaded() throws IOException {
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      assertEquals("loaded", reader.readLine(), Files.readString(errors));
    }

    String awaitEnd() throws IOException, InterruptedException {
      assertTrue(process.waitFor(END_SECONDS, TimeUnit.SECONDS), "it does not end");
      assertNotEquals(0, process.exitValue());
      return Files.readString(errors);
    }

    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }

    /** Lets the process end by itself. */
    @Override
    public void close() throws IOException {
      process.getOutputStream().close();
      process.onExit().orTimeout(END_SECONDS, TimeUnit.SECONDS).join();
    }
  }
}
