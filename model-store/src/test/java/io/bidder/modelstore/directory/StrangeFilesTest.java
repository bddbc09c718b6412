package io.bidder.modelstore.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.VersionSummary;
import io.bidder.settings.UserFailure;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is no file, or one without end, in the place of each file of a store: an error that names
 * it, at once.
 */
final class StrangeFilesTest {
  private static final Duration AT_ONCE = Duration.ofSeconds(20);

  @TempDir Path directory;
  private int stores;

  /** Puts something strange where a path says. */
  private interface Strangeness {
    void put(Path file) throws IOException, InterruptedException;
  }

  private final Map<String, Strangeness> strange = new TreeMap<>();

  @BeforeEach
  void nameThem() {
    strange.put("a FIFO", StrangeFilesTest::makeFifo);
    strange.put("a directory", Files::createDirectory);
    strange.put(
        "a link to a FIFO",
        file -> {
          Path fifo = file.resolveSibling("../fifo-" + file.getFileName()).normalize();
          makeFifo(fifo);
          Files.createSymbolicLink(file, fifo);
        });
    strange.put("an endless device", file -> Files.createSymbolicLink(file, Path.of("/dev/zero")));
    strange.put(
        "a device that waits", file -> Files.createSymbolicLink(file, Path.of("/dev/ptmx")));
    strange.put("a link to itself", file -> Files.createSymbolicLink(file, file.getFileName()));
    strange.put("a link to nothing", file -> Files.createSymbolicLink(file, Path.of("none")));
    strange.put(
        "a file of 1 TiB",
        file -> {
          try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 40);
          }
        });
    strange.put(
        "a socket",
        file -> {
          // In a directory of its own: a socket's path may only be short.
          Path socket = Files.createTempDirectory("s").resolve("s");
          try (ServerSocketChannel channel =
              ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.bind(UnixDomainSocketAddress.of(socket));
          }
          Files.move(socket, file);
          Files.delete(socket.getParent());
        });
  }

  @TestFactory
  Stream<DynamicTest> currentIdShouldRefuse() {
    return inThePlaceOf("CURRENT")
        .filter(test -> !test.what.equals("a link to nothing"))
        .map(test -> test.fails(test.store::currentId));
  }

  @TestFactory
  Stream<DynamicTest> historyShouldRefuse() {
    return inThePlaceOf("HISTORY")
        .filter(test -> !test.what.equals("a link to nothing"))
        .map(test -> test.fails(test.store::history));
  }

  @TestFactory
  Stream<DynamicTest> openShouldRefuse() {
    return Stream.of("manifest.json", "model.onnx")
        .flatMap(file -> inThePlaceOf("versions/one/" + file))
        .map(test -> test.fails(() -> test.store.open("one")));
  }

  @TestFactory
  Stream<DynamicTest> copyShouldRefuse() {
    return Stream.of("manifest.json", "model.onnx")
        .flatMap(file -> inThePlaceOf("versions/one/" + file))
        .map(test ->
            test.fails(() -> {
              Path copy = Files.createDirectory(test.root.resolve("copy"));
              test.store.copy("one", copy, null);
            }));
  }

  @TestFactory
  Stream<DynamicTest> listShouldSayWhichVersionCannotBeRead() {
    return inThePlaceOf("versions/one/manifest.json")
        .map(test ->
            DynamicTest.dynamicTest(
                test.what,
                () -> {
                  List<VersionSummary> listed =
                      assertTimeoutPreemptively(AT_ONCE, test.store::list);
                  String problem = String.valueOf(listed.getFirst().problem());
                  assertTrue(problem.contains("manifest.json"), problem);
                }));
  }

  @TestFactory
  Stream<DynamicTest> publishAndPromoteShouldFailOrReplaceIt() {
    return Stream.of("CURRENT.next", "store.lock")
        .flatMap(this::inThePlaceOf)
        .filter(test -> !test.what.equals("a file of 1 TiB"))
        .map(test ->
            DynamicTest.dynamicTest(
                test.file + ": " + test.what,
                () ->
                    assertTimeoutPreemptively(
                        AT_ONCE,
                        () -> {
                          try {
                            test.store.promote(StoreFixture.publish(test.store, "two"));
                          } catch (RuntimeException e) {
                            assertTrue(e instanceof UserFailure, e::toString);
                            assertTrue(
                                String.valueOf(e.getMessage()).contains(test.root.toString()),
                                e::toString);
                          }
                        })));
  }

  /** A store whose only version, "one", is current, but for one file. */
  private final class Strange {
    final Path root = directory.resolve("store-" + stores++);
    final DirectoryModelStore store = new DirectoryModelStore(root);
    final String file;
    final String what;

    Strange(String file, String what, Strangeness strangeness)
        throws IOException, InterruptedException {
      this.file = file;
      this.what = what;
      StoreFixture.publishAs(store, "one", "one");
      store.promote("one");
      Files.deleteIfExists(root.resolve(file));
      strangeness.put(root.resolve(file));
    }

    DynamicTest fails(Executable reading) {
      return DynamicTest.dynamicTest(
          file + ": " + what,
          () -> {
            RuntimeException failure =
                assertTimeoutPreemptively(
                    AT_ONCE, () -> assertThrows(RuntimeException.class, reading));
            assertTrue(
                failure instanceof UserFailure || failure instanceof InvalidVersionException,
                failure::toString);
            String message = String.valueOf(failure.getMessage());
            assertTrue(message.contains(file.substring(file.lastIndexOf('/') + 1)), message);
            assertTrue(message.contains(root.toString()), message);
            assertEquals(1, message.lines().count(), message);
          });
    }
  }

  private Stream<Strange> inThePlaceOf(String file) {
    return strange.entrySet().stream()
        .map(entry -> {
          try {
            return new Strange(file, entry.getKey(), entry.getValue());
          } catch (IOException | InterruptedException e) {
            throw new AssertionError(entry.getKey(), e);
          }
        });
  }

  private static void makeFifo(Path file) throws IOException, InterruptedException {
    assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
  }
}
