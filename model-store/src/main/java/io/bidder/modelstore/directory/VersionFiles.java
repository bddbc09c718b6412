package io.bidder.modelstore.directory;

import io.bidder.modelstore.Checksums;
import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.VersionId;
import io.bidder.modelstore.manifest.ManifestJson;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The files of a version's directory against its manifest. */
final class VersionFiles {
  private VersionFiles() {}

  /** Opens a version; see {@link io.bidder.modelstore.ModelStore#open}. */
  static ModelVersion open(String id, Path directory) {
    Manifest manifest = readManifest(id, directory);
    List<String> problems = new ArrayList<>();
    for (Map.Entry<String, Manifest.FileEntry> file : manifest.files().entrySet()) {
      compare(directory, file.getKey(), file.getValue(), problems);
    }
    for (String name : names(directory)) {
      if (!manifest.files().containsKey(name) && !name.equals(ManifestJson.FILE_NAME)) {
        problems.add(name + ": not in the manifest, expected no other files than it lists");
      }
    }
    refuse(directory, problems);
    return new ModelVersion(id, directory, manifest);
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
   */
  static Map<String, Manifest.FileEntry> entries(
      Path directory, Map<String, Manifest.FileEntry> given) {
    Map<String, Manifest.FileEntry> entries = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    for (String name : names(directory)) {
      Path file = directory.resolve(name);
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        problems.add(name + ": a directory or link, expected only files");
      } else if (!VersionId.isValid(name) || name.equals(ManifestJson.FILE_NAME)) {
        problems.add(name + ": not a name for a version's file, expected " + VersionId.RULE);
      } else {
        entries.put(name, checksum(file));
      }
    }
    if (!given.isEmpty()) {
      for (Map.Entry<String, Manifest.FileEntry> file : given.entrySet()) {
        compare(directory, file.getKey(), file.getValue(), problems);
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

  private static void compare(
      Path directory, String name, Manifest.FileEntry expected, List<String> problems) {
    Path file = directory.resolve(name);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      problems.add(name + ": missing, expected a file of " + expected.bytes() + " bytes");
      return;
    }
    try {
      long bytes = Files.size(file);
      if (bytes != expected.bytes()) {
        problems.add(name + ": " + bytes + " bytes, expected " + expected.bytes());
        return;
      }
    } catch (IOException e) {
      throw StoreErrors.failed(file, "read", e);
    }
    String sha256 = checksum(file).sha256();
    if (!sha256.equals(expected.sha256())) {
      problems.add(name + ": SHA-256 " + sha256 + ", expected " + expected.sha256());
    }
  }

  private static Manifest.FileEntry checksum(Path file) {
    try {
      return Checksums.of(file);
    } catch (IOException e) {
      throw StoreErrors.failed(file, "read", e);
    }
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
    if (!problems.isEmpty()) {
      throw new InvalidVersionException(directory + ": " + String.join("; ", problems));
    }
  }
}
