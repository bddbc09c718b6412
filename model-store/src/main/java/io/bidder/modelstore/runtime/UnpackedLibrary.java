package io.bidder.modelstore.runtime;

import ai.onnxruntime.OrtEnvironment;
import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.directory.FileWrites;
import io.bidder.settings.CacheDirectory;
import io.bidder.settings.IoReasons;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;

/**
 * ONNX Runtime's native libraries, unpacked from its jar once a release, to {@code
 * onnxruntime-<release>-<platform>-<CRC-32>/} in the {@linkplain CacheDirectory cache}, which only
 * this user can write to. Every start holds them to the jar's checksums. A file is renamed into
 * place when it is whole, so that several processes may do this at once and be killed at it.
 *
 * <p>Left to itself, the binding unpacks them at every start into a new directory of temporary
 * files, which stays behind.
 */
final class UnpackedLibrary {
  private static final String UNFINISHED = ".new";
  private static final Duration ABANDONED = Duration.ofMinutes(10);

  private UnpackedLibrary() {}

  /**
   * The directory that holds them.
   *
   * @throws ModelStoreException if they cannot be written
   */
  static Path directory() {
    // Made and removed by the binding, which a kill in between keeps it from.
    removeAbandoned(Path.of(System.getProperty("java.io.tmpdir")), "onnxruntime-java*");
    String platform = platform();
    String library = "native/" + platform + "/" + System.mapLibraryName("onnxruntime");
    URL url = OrtEnvironment.class.getResource(library);
    if (url == null) {
      throw new ModelStoreException(
          "ONNX Runtime has no library for " + platform + ": its jar lacks " + library);
    }
    Path directory = CacheDirectory.path();
    try {
      JarURLConnection connection = (JarURLConnection) url.openConnection();
      connection.setUseCaches(false);
      try (JarFile jar = connection.getJarFile()) {
        JarEntry main = connection.getJarEntry();
        directory =
            directory.resolve(
                "onnxruntime-%s-%s-%08x"
                    .formatted(
                        OrtEnvironment.class.getPackage().getImplementationVersion(),
                        platform,
                        main.getCrc()));
        CacheDirectory.own(directory);
        unpack(jar, main, directory);
        return directory;
      }
    } catch (IOException e) {
      throw new ModelStoreException(
          directory + ": cannot be used for ONNX Runtime's library: " + IoReasons.of(e), e);
    }
  }

  /** The binding's name of where this runs. */
  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch");
    return (os.contains("mac") ? "osx" : os.contains("win") ? "win" : "linux")
        + "-"
        + (arch.equals("amd64") || arch.equals("x86_64") ? "x64" : arch);
  }

  private static void unpack(JarFile jar, JarEntry main, Path directory) throws IOException {
    String folder = main.getName().substring(0, main.getName().lastIndexOf('/') + 1);
    List<JarEntry> entries =
        jar.stream()
            .filter(entry -> entry.getName().startsWith(folder))
            .filter(entry -> entry.getName().indexOf('/', folder.length()) < 0)
            .filter(entry -> entry.getName().length() > folder.length())
            .toList();
    for (JarEntry entry : entries) {
      Path file = directory.resolve(entry.getName().substring(folder.length()));
      if (!holds(file, entry)) {
        removeAbandoned(directory, "*" + UNFINISHED);
        FileWrites.write(file, target -> unpackFile(jar, entry, target));
      }
    }
  }

  private static void unpackFile(JarFile jar, JarEntry entry, Path file) throws IOException {
    Path unfinished =
        Files.createTempFile(file.getParent(), String.valueOf(file.getFileName()), UNFINISHED);
    try {
      try (InputStream in = jar.getInputStream(entry);
          OutputStream out = Files.newOutputStream(unfinished)) {
        in.transferTo(out);
      }
      if (!holds(unfinished, entry)) {
        throw new IOException("what " + jar.getName() + " holds has not the checksum it says");
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static boolean holds(Path file, JarEntry entry) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        || Files.size(file) != entry.getSize()) {
      return false;
    }
    CRC32 crc = new CRC32();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        crc.update(buffer, 0, read);
      }
    }
    return crc.getValue() == entry.getCrc();
  }

  /** Removes files and empty directories that were last changed long ago. */
  private static void removeAbandoned(Path directory, String names) {
    Instant before = Instant.now().minus(ABANDONED);
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, names)) {
      for (Path path : found) {
        removeIfOlder(path, before);
      }
    } catch (IOException e) {
      // Not to be listed, so nothing to be removed.
    }
  }

  private static void removeIfOlder(Path path, Instant before) {
    try {
      if (Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant().isBefore(before)) {
        Files.deleteIfExists(path);
      }
    } catch (DirectoryNotEmptyException e) {
      // Another program's, which unpacks there.
    } catch (IOException e) {
      // Somebody else's, or gone: it stays that way.
    }
  }
}
