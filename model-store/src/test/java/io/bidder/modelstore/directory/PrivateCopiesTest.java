package io.bidder.modelstore.directory;

import static io.bidder.modelstore.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.ManifestFixture;
import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.Publication;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PrivateCopiesTest {
  private static final int LARGE_BYTES = 1 << 20;
  private static final long END_SECONDS = 60;

  @TempDir Path directory;
  private Path root = Path.of("");
  private DirectoryModelStore store = new DirectoryModelStore(root);
  private PrivateCopies copies = new PrivateCopies(root);

  @BeforeEach
  void makeStore() {
    root = directory.resolve("copies");
    copies = new PrivateCopies(root);
    store = new DirectoryModelStore(directory.resolve("store"));
    StoreFixture.publishAs(store, "one", "one");
  }

  @Test
  void openShouldGiveACopyForAsLongAsItTakes() {
    Path copied =
        copies.open(
            store,
            "one",
            null,
            version -> {
              assertEquals("one", read(version.file("model.onnx")));
              write(directory.resolve("store/versions/one/model.onnx"), "two");
              assertEquals("one", read(version.file("model.onnx")));
              return version.directory();
            });

    assertFalse(Files.exists(copied));
    assertEquals(List.of(), copiesLeft());
  }

  @Test
  void openShouldRefuseABitThatWasFlippedAndLeaveNothing() {
    write(directory.resolve("store/versions/one/model.onnx"), "onf");

    assertFails(
        InvalidVersionException.class,
        () -> copies.open(store, "one", null, ModelVersion::id),
        directory.resolve("store/versions/one") + ": model.onnx: SHA-256 ");

    assertEquals(List.of(), copiesLeft());
  }

  @Test
  void openShouldNameTheVersionWhenItsOpenerRefusesACopiedFile() {
    assertFails(
        InvalidVersionException.class,
        () ->
            copies.open(
                store,
                "one",
                null,
                version -> {
                  throw new InvalidVersionException(version.file("golden.jsonl") + ", line 3: no");
                }),
        "version one/golden.jsonl, line 3: no");
  }

  @Test
  void openShouldCopyNothingThatOnlyTrainingNeeds() {
    String id;
    try (Publication publication = store.stage("small")) {
      publication.write("model.onnx", file -> Files.writeString(file, "m"));
      publication.write(ModelVersion.TRAINING_STATE, file -> Files.writeString(file, "t"));
      id = publication.commit(ManifestFixture.small(publication.id(), publication.createdAt()));
    }

    copies.open(
        store,
        id,
        null,
        version -> {
          assertTrue(Files.exists(version.file("model.onnx")));
          assertFalse(Files.exists(version.file(ModelVersion.TRAINING_STATE)));
          return id;
        });
  }

  @Test
  void openShouldRefuseADirectoryThatOthersMayWriteTo() throws IOException {
    Files.createDirectory(root);
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertFails(
        ModelStoreException.class,
        () -> copies.open(store, "one", null, ModelVersion::id),
        root + ": cannot be used for copies of versions: others may write to it (rwxrwxrwx)");
  }

  @Test
  void openShouldSayWhatDoesNotFit() throws Exception {
    large();

    // What a write notices of a limit it notices of a full disk.
    try (Opening process = new Opening(store, "ulimit -f 64; ")) {
      assertEquals("refused", process.lines.readLine());
      String message = process.lines.readLine();
      assertTrue(
          message.matches(
              root
                  + "/staging/large\\.[0-9a-f]{8}/model.onnx: cannot be written \\(1048576 bytes;"
                  + " [0-9]+ bytes are free\\): .+"),
          message);
    }

    assertEquals(List.of(), copiesLeft());
  }

  @Test
  void openShouldRemoveWhatAProcessLeftThatWasKilledAtIt() throws Exception {
    try (Opening living = new Opening(store, "");
        Opening killed = new Opening(store, "")) {
      assertEquals("opened", living.lines.readLine());
      assertEquals("opened", killed.lines.readLine());
      killed.process.destroyForcibly().waitFor();
      assertEquals(4, copiesLeft().size(), () -> copiesLeft().toString());

      copies.open(store, "one", null, ModelVersion::id);

      assertEquals(2, copiesLeft().size(), () -> copiesLeft().toString());
    }
    assertEquals(List.of(), copiesLeft());
  }

  private void large() {
    try (Publication publication = store.stageAs("large")) {
      publication.write("model.onnx", file -> Files.write(file, new byte[LARGE_BYTES]));
      publication.commit(ManifestFixture.small(publication.id(), publication.createdAt()));
    }
  }

  private List<String> copiesLeft() {
    return StoreFixture.stagingNames(root);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A process that keeps a copy open until its input ends. */
  private final class Opening implements AutoCloseable {
    final Process process;
    final BufferedReader lines;

    Opening(DirectoryModelStore store, String before) throws IOException {
      List<String> command = new ArrayList<>(List.of("bash", "-c", before + "exec \"$0\" \"$@\""));
      command.addAll(
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:-UsePerfData",
              Keeping.class.getName(),
              directory.resolve("store").toString(),
              root.toString(),
              store.list().getFirst().id()));
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
      builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
      process = builder.start();
      lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
      process.getOutputStream().close();
      process.onExit().orTimeout(END_SECONDS, TimeUnit.SECONDS).join();
    }
  }

  static final class Keeping {
    private Keeping() {}

    public static void main(String[] args) {
      try {
        new PrivateCopies(Path.of(args[1]))
            .open(
                new DirectoryModelStore(Path.of(args[0])),
                args[2],
                null,
                version -> {
                  System.out.println("opened");
                  try {
                    return System.in.read();
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
      } catch (ModelStoreException e) {
        System.out.println("refused");
        System.out.println(e.getMessage());
      }
    }
  }
}
