package io.bidder.modelstore.directory;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.Publication;
import io.bidder.modelstore.manifest.ManifestJson;
import io.bidder.settings.RegularFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A stage on its way to {@code versions/<id>}. */
final class DirectoryPublication implements Publication {
  private final String id;
  private final String createdAt;
  private final @Nullable String parent;
  private final Path versions;
  private final Staging staging;
  private final FileOperations files;
  private final FileOwnership ownership;

  /** Entries of the files that are other versions' as well. */
  private final Map<String, Manifest.FileEntry> linked = new HashMap<>();

  private boolean done;

  DirectoryPublication(
      String id,
      String createdAt,
      @Nullable String parent,
      Path versions,
      Staging staging,
      FileOperations files,
      FileOwnership ownership) {
    this.id = id;
    this.createdAt = createdAt;
    this.parent = parent;
    this.versions = versions;
    this.staging = staging;
    this.files = files;
    this.ownership = ownership;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String createdAt() {
    return createdAt;
  }

  @Override
  public @Nullable String parent() {
    return parent;
  }

  @Override
  public Path directory() {
    return staging.directory(id);
  }

  @Override
  public void requireSpace(long bytes) {
    FileWrites.requireSpace(directory(), bytes);
  }

  @Override
  public void write(String name, FileWriter writer) {
    requireOpen();
    if (linked.containsKey(name)) {
      throw new IllegalStateException(name + " is another version's as well, and never changes");
    }
    FileWrites.write(directory().resolve(name), writer);
  }

  @Override
  public void add(Path file) {
    requireOpen();
    Path target = directory().resolve(file.getFileName());
    long bytes;
    try {
      bytes = RegularFiles.size(file);
    } catch (IOException e) {
      throw StoreErrors.failed(file, "read", e);
    }
    requireSpace(bytes);
    try {
      files.copy(file, target);
    } catch (IOException e) {
      throw StoreErrors.writeFailed(target, bytes, e);
    }
  }

  @Override
  public void share(ModelVersion version, String name) {
    requireOpen();
    Manifest.FileEntry entry = version.manifest().files().get(name);
    if (entry == null) {
      throw new IllegalArgumentException("version " + version.id() + " has no file " + name);
    }
    Path file = version.file(name);
    try {
      files.link(file, directory().resolve(name));
      linked.put(name, entry);
    } catch (NoSuchFileException e) {
      throw StoreErrors.failed(file, "linked", e);
    } catch (IOException | UnsupportedOperationException e) {
      // Another file system, too many names of one file, somebody else's file: a copy will do.
      copy(version, file, entry);
    }
  }

  private void copy(ModelVersion version, Path file, Manifest.FileEntry entry) {
    add(file);
    Manifest.FileEntry copied =
        VersionFiles.checksum(directory().resolve(String.valueOf(file.getFileName())));
    if (!copied.equals(entry)) {
      throw new InvalidVersionException(
          "%s: SHA-256 %s, expected %s, as version %s says"
              .formatted(file, copied.sha256(), entry.sha256(), version.id()));
    }
  }

  @Override
  public String commit(Manifest manifest, Consumer<ModelVersion> check) {
    requireOpen();
    if (!manifest.id().equals(id)) {
      throw new InvalidVersionException(
          "manifest.json: id: \"" + manifest.id() + "\", expected \"" + id + "\", as was staged");
    }
    Path file = directory().resolve(ManifestJson.FILE_NAME);
    Map<String, Manifest.FileEntry> entries =
        VersionFiles.entries(directory(), manifest.files(), linked);
    byte[] json = ManifestJson.write(manifest.withFiles(entries));
    // What is checked is what a reader of the version will see, not what its maker holds.
    check.accept(new ModelVersion(id, directory(), ManifestJson.parse(file.toString(), json)));
    for (String name : entries.keySet()) {
      // What is linked was forced when the version appeared that it was written for.
      if (!linked.containsKey(name)) {
        force(directory().resolve(name));
      }
    }
    try {
      files.write(file, json);
    } catch (IOException e) {
      throw StoreErrors.writeFailed(file, json.length, e);
    }
    force(file);
    publish();
    return id;
  }

  private void force(Path file) {
    try {
      files.forceFile(file);
    } catch (IOException e) {
      throw StoreErrors.writeFailed(file, 0, e);
    }
  }

  private void publish() {
    Path target = versions.resolve(id);
    try {
      files.forceDirectory(directory());
      files.move(directory(), target);
      files.forceDirectory(versions);
      files.forceDirectory(staging.root());
    } catch (IOException e) {
      throw StoreErrors.writeFailed(target, 0, e);
    }
    done = true;
    staging.release(id, ownership);
  }

  @Override
  public void close() {
    if (!done) {
      done = true;
      staging.discard(id, ownership);
    }
  }

  private void requireOpen() {
    if (done) {
      throw new IllegalStateException("publication " + id + " is committed or closed");
    }
  }
}
