package io.bidder.modelstore.directory;

import static io.bidder.modelstore.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.ManifestFixture;
import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.Publication;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A full disk is told with path and bytes, and leaves the store as it was. */
final class FullDiskTest {
  private static final String NO_SPACE = "No space left on device";

  @TempDir Path root;
  private String current = "";

  @BeforeEach
  void publishOne() {
    DirectoryModelStore store = new DirectoryModelStore(root);
    current = StoreFixture.publish(store, "one");
    store.promote(current);
  }

  @Test
  void commitShouldLeaveNothingWhenTheManifestDoesNotFit() throws IOException {
    try (Publication publication = store(Set.of("write")).stage("small")) {
      Files.writeString(publication.directory().resolve("model.onnx"), "two");

      assertFails(
          ModelStoreException.class,
          () ->
              publication.commit(ManifestFixture.small(publication.id(), publication.createdAt())),
          publication.directory().resolve("manifest.json") + ": cannot be written (",
          " bytes; ",
          " bytes are free): " + NO_SPACE);
    }

    assertUnchanged();
  }

  @Test
  void addShouldSayWhichFileDoesNotFit() throws IOException {
    Path file = Files.writeString(root.resolve("model.onnx"), "0123456789");
    try (Publication publication = store(Set.of("copy")).stage("small")) {
      assertFails(
          ModelStoreException.class,
          () -> publication.add(file),
          publication.directory().resolve("model.onnx") + ": cannot be written (10 bytes; ",
          NO_SPACE);
    }

    assertUnchanged();
  }

  @Test
  void writeShouldSayHowFarAFileCame() {
    try (Publication publication = store(Set.of()).stage("small")) {
      assertFails(
          ModelStoreException.class,
          () ->
              publication.write(
                  "tables.bin",
                  file -> {
                    Files.writeString(file, "half");
                    throw new IOException(NO_SPACE);
                  }),
          publication.directory().resolve("tables.bin") + ": cannot be written (4 bytes; ",
          NO_SPACE);
    }

    assertUnchanged();
  }

  @Test
  void requireSpaceShouldSayWhatDoesNotFit() {
    try (Publication publication = store(Set.of()).stage("small")) {
      publication.requireSpace(1);
      assertFails(
          ModelStoreException.class,
          () -> publication.requireSpace(Long.MAX_VALUE),
          publication.directory() + ": " + Long.MAX_VALUE + " bytes do not fit, ");
    }
  }

  @Test
  void promoteShouldKeepTheOldVersionWhenHistoryOrCurrentDoNotFit() {
    String other = StoreFixture.publish(store(Set.of()), "other");

    assertFails(
        ModelStoreException.class,
        () -> store(Set.of("append")).promote(other),
        root.resolve("HISTORY") + ": cannot be written (",
        NO_SPACE);
    assertFails(
        ModelStoreException.class,
        () -> store(Set.of("write")).promote(other),
        root.resolve("CURRENT") + ": cannot be written (",
        NO_SPACE);

    StoreFixture.assertSound(root);
    assertEquals(Optional.of(current), store(Set.of()).currentId());
    assertEquals(1, store(Set.of()).history().size());
    store(Set.of()).promote(other);
    assertEquals(2, store(Set.of()).history().size());
  }

  @Test
  void stageShouldFailClearlyWhenNoDirectoryFits() {
    ModelStoreException failure =
        assertThrows(
            ModelStoreException.class, () -> store(Set.of("createDirectory")).stage("small"));
    assertTrue(failure.isStorageFailure());
    assertTrue(String.valueOf(failure.getMessage()).endsWith(NO_SPACE), failure::getMessage);

    assertUnchanged();
  }

  /**
   * On a file system of 1 MB, where the test may mount one; without that right there is no such
   * test.
   */
  @TestFactory
  Stream<DynamicTest> publishOnARealFullDisk() throws Exception {
    Path mount = Files.createDirectory(root.resolve("tiny"));
    if (!succeeds("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount.toString())) {
      return Stream.empty();
    }
    return Stream.of(
        DynamicTest.dynamicTest(
            "publishShouldLeaveTheStoreAsItWasOnARealFullDisk",
            () -> {
              try {
                publishOn(mount);
              } finally {
                succeeds("umount", mount.toString());
              }
            }));
  }

  private static void publishOn(Path mount) {
    DirectoryModelStore store = new DirectoryModelStore(mount);
    String old = StoreFixture.publish(store, "old");
    store.promote(old);
    try (Publication publication = store.stage("big")) {
      assertFails(
          ModelStoreException.class,
          () -> publication.write("model.onnx", file -> Files.write(file, new byte[2 << 20])),
          publication.directory().resolve("model.onnx") + ": cannot be written (",
          NO_SPACE);
    }
    StoreFixture.assertSound(mount);
    assertEquals(Optional.of(old), store.currentId());
    assertEquals(List.of(), StoreFixture.stagingNames(mount));
    store.promote(StoreFixture.publish(store, "new"));
    StoreFixture.assertSound(mount);
  }

  private static boolean succeeds(String... command) throws Exception {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private void assertUnchanged() {
    StoreFixture.assertSound(root);
    DirectoryModelStore store = new DirectoryModelStore(root);
    assertEquals(Optional.of(current), store.currentId());
    assertEquals(1, store.list().size());
    assertEquals(List.of(), StoreFixture.stagingNames(root));
  }

  /** The store on a disk that is full for the named operations. */
  private DirectoryModelStore store(Set<String> failing) {
    FileOperations real = new RealFileOperations();
    FileOperations full =
        (FileOperations)
            Proxy.newProxyInstance(
                FileOperations.class.getClassLoader(),
                new Class<?>[] {FileOperations.class},
                (proxy, method, arguments) -> {
                  if (failing.contains(method.getName())) {
                    throw new IOException(NO_SPACE);
                  }
                  try {
                    return method.invoke(real, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getTargetException();
                  }
                });
    return new DirectoryModelStore(root, Clock.systemUTC(), full, Duration.ofSeconds(10));
  }
}
