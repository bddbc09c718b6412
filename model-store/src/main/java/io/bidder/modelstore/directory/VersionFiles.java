package io.bidder.modelstore.directory;

import io.bidder.modelstore.Checksums;
import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.VersionId;
import io.bidder.modelstore.manifest.ManifestJson;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The files of a version's directory against its manifest. */
final class VersionFiles {
  /** So that a directory full of other files is no message of megabytes. */
  private static final int MAX_TOLD = 20;

  private VersionFiles() {}

  /** Opens a version; see {@link io.bidder.modelstore.ModelStore#open}. */
  static ModelVersion open(String id, Path directory) {
    Manifest manifest = readManifest(id, directory);
    check(directory, manifest, null, Map.of());
    return new ModelVersion(id, directory, manifest);
  }

  /**
   * Checks a version as {@link #open} does, but reads no file that is one of {@code other}'s under
   * another name, with the same entry.
   */
  static void check(String id, Path directory, ModelVersion other) {
    Manifest manifest = readManifest(id, directory);
    Map<String, Manifest.FileEntry> same = new TreeMap<>(manifest.files());
    same.entrySet().retainAll(other.manifest().files().entrySet());
    same.keySet().removeIf(name -> !isSame(directory.resolve(name), other.file(name)));
    check(directory, manifest, null, same);
  }

  private static boolean isSame(Path file, Path other) {
    try {
      return Files.isSameFile(file, other);
    } catch (IOException e) {
      return false;
    }
  }

  /** Copies a version; see {@link io.bidder.modelstore.ModelStore#copy}. */
  static ModelVersion copy(String id, Path directory, Path target, @Nullable Manifest known) {
    Manifest manifest = readManifest(id, directory);
    boolean isKnown = known != null && manifest.differsInCalibrationAlone(known);
    check(directory, manifest, target, isKnown ? manifest.filesButCalibration() : Map.of());
    return new ModelVersion(id, target, manifest);
  }

  /**
   * Checks a version's files, what costs nothing first: a server asks again and again about a
   * version that it cannot serve.
   *
   * @param target where to copy them to; null to leave them where they are
   * @param known those that need not be read
   */
  private static void check(
      Path directory,
      Manifest manifest,
      @Nullable Path target,
      Map<String, Manifest.FileEntry> known) {
    Map<String, Manifest.FileEntry> read = new TreeMap<>(manifest.files());
    read.keySet().removeAll(known.keySet());
    List<String> problems = new ArrayList<>();
    long copiedBytes = 0;
    for (Map.Entry<String, Manifest.FileEntry> file : manifest.files().entrySet()) {
      compareSize(directory, file.getKey(), file.getValue(), problems);
      copiedBytes +=
          read.containsKey(file.getKey()) && isCopied(file.getKey()) ? file.getValue().bytes() : 0;
    }
    for (String name : names(directory)) {
      if (!manifest.files().containsKey(name) && !name.equals(ManifestJson.FILE_NAME)) {
        problems.add(name + ": not in the manifest, expected no other files than it lists");
      }
    }
    refuse(directory, problems);
    if (target != null) {
      FileWrites.requireSpace(target, copiedBytes);
    }
    for (Map.Entry<String, Manifest.FileEntry> file : read.entrySet()) {
      String name = file.getKey();
      if (target == null || !isCopied(name)) {
        compareBytes(directory, name, file.getValue(), (buffer, count) -> {}, problems);
      } else {
        copyBytes(directory, name, file.getValue(), target.resolve(name), problems);
      }
    }
    refuse(directory, problems);
  }

  /** Tells whether scoring needs a file: what training goes on from is as large as the tables. */
  private static boolean isCopied(String name) {
    return !name.equals(ModelVersion.TRAINING_STATE);
  }

  private static void copyBytes(
      Path directory, String name, Manifest.FileEntry expected, Path copy, List<String> problems) {
    try (OutputStream out = Files.newOutputStream(copy, StandardOpenOption.CREATE_NEW)) {
      Checksums.Sink sink =
          (buffer, count) -> {
            try {
              out.write(buffer, 0, count);
            } catch (IOException e) {
              throw StoreErrors.writeFailed(copy, expected.bytes(), e);
            }
          };
      compareBytes(directory, name, expected, sink, problems);
    } catch (IOException e) {
      throw StoreErrors.writeFailed(copy, expected.bytes(), e);
    }
  }

  static Manifest readManifest(String id, Path directory) {
    Path file = directory.resolve(ManifestJson.FILE_NAME);
    Manifest manifest = ManifestJson.read(file);
    if (!manifest.id().equals(id)) {
      throw new InvalidVersionException(
          file + ": id: \"" + manifest.id() + "\", expected \"" + id + "\", the directory's name");
    }
    return manifest;
  }

  /**
   * The entries for what a stage holds.
   *
   * @param given entries that must hold, or none
   * @param linked those of files that need not be read
   */
  static Map<String, Manifest.FileEntry> entries(
      Path directory,
      Map<String, Manifest.FileEntry> given,
      Map<String, Manifest.FileEntry> linked) {
    Map<String, Manifest.FileEntry> entries = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    for (String name : names(directory)) {
      Path file = directory.resolve(name);
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        problems.add(name + ": a directory or link, expected only files");
      } else if (!VersionId.isValid(name) || name.equals(ManifestJson.FILE_NAME)) {
        problems.add(name + ": not a name for a version's file, expected " + VersionId.RULE);
      } else {
        Manifest.FileEntry known = linked.get(name);
        if (known == null) {
          entries.put(name, checksum(file));
        } else {
          compareSize(directory, name, known, problems);
          entries.put(name, known);
        }
      }
    }
    if (!given.isEmpty()) {
      for (Map.Entry<String, Manifest.FileEntry> file : given.entrySet()) {
        Manifest.FileEntry found = entries.get(file.getKey());
        if (found == null) {
          problems.add(
              file.getKey()
                  + ": missing, expected a file of "
                  + file.getValue().bytes()
                  + " bytes");
        } else {
          compare(file.getKey(), found, file.getValue(), problems);
        }
      }
      for (String name : entries.keySet()) {
        if (!given.containsKey(name)) {
          problems.add(name + ": not among the manifest's files, expected no others");
        }
      }
    }
    refuse(directory, problems);
    return entries;
  }

  private static void compareSize(
      Path directory, String name, Manifest.FileEntry expected, List<String> problems) {
    Path file = directory.resolve(name);
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isRegularFile()) {
        problems.add(
            name
                + ": a directory, link, pipe, socket or device, expected a file of "
                + expected.bytes()
                + " bytes");
      } else if (attributes.size() != expected.bytes()) {
        problems.add(name + ": " + attributes.size() + " bytes, expected " + expected.bytes());
      }
    } catch (NoSuchFileException e) {
      problems.add(name + ": missing, expected a file of " + expected.bytes() + " bytes");
    } catch (IOException e) {
      throw StoreErrors.failed(file, "read", e);
    }
  }

  private static void compareBytes(
      Path directory,
      String name,
      Manifest.FileEntry expected,
      Checksums.Sink sink,
      List<String> problems) {
    Path file = directory.resolve(name);
    Manifest.FileEntry found;
    try {
      // One byte more than expected shows that it has grown, and is the most there is to read.
      found = Checksums.of(file, expected.bytes() + 1, sink);
    } catch (IOException e) {
      throw StoreErrors.failed(file, "read", e);
    }
    compare(name, found, expected, problems);
  }

  private static void compare(
      String name, Manifest.FileEntry found, Manifest.FileEntry expected, List<String> problems) {
    if (found.bytes() != expected.bytes()) {
      problems.add(name + ": " + found.bytes() + " bytes, expected " + expected.bytes());
    } else if (!found.sha256().equals(expected.sha256())) {
      problems.add(name + ": SHA-256 " + found.sha256() + ", expected " + expected.sha256());
    }
  }

  /** What a file holds now. */
  static Manifest.FileEntry checksum(Path file) {
    try {
      return Checksums.of(file);
    } catch (IOException e) {
      throw StoreErrors.failed(file, "read", e);
    }
  }

  /** A text that changes whenever a file of the version does; reads no file. */
  static String stamp(Path directory) {
    StringBuilder stamp = new StringBuilder();
    for (String name : names(directory)) {
      Path file = directory.resolve(name);
      try {
        // The time of change cannot be set, unlike that of modification.
        stamp
            .append(name)
            .append(Files.readAttributes(file, "unix:ctime,ino,size", LinkOption.NOFOLLOW_LINKS))
            .append('\n');
      } catch (IOException e) {
        throw StoreErrors.failed(file, "examined", e);
      }
    }
    return stamp.toString();
  }

  /** Names in a directory, sorted. */
  static List<String> names(Path directory) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        names.add(entry.getFileName().toString());
      }
    } catch (DirectoryIteratorException e) {
      throw StoreErrors.failed(directory, "listed", new IOException(e.getMessage(), e));
    } catch (IOException e) {
      throw StoreErrors.failed(directory, "listed", e);
    }
    names.sort(null);
    return names;
  }

  private static void refuse(Path directory, List<String> problems) {
    int told = Math.min(problems.size(), MAX_TOLD);
    if (told > 0) {
      String more = told == problems.size() ? "" : "; " + (problems.size() - told) + " more";
      throw new InvalidVersionException(
          directory + ": " + String.join("; ", problems.subList(0, told)) + more);
    }
  }
}
