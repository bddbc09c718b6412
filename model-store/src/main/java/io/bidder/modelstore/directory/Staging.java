package io.bidder.modelstore.directory;

import io.bidder.modelstore.ModelStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Versions in the making, and those on their way out: {@code staging/<id>/} and, held by its
 * publisher or remover for as long as that lives, {@code staging/<id>.lock}. The lock comes before
 * the directory and goes after it, so a directory whose lock is free or missing is a dead one's.
 */
final class Staging {
  private static final String LOCK_SUFFIX = ".lock";

  private final Path root;
  private final FileOperations files;

  Staging(Path store, FileOperations files) {
    this.root = store.resolve("staging");
    this.files = files;
  }

  Path root() {
    return root;
  }

  Path directory(String id) {
    return root.resolve(id);
  }

  boolean has(String id) {
    return Files.exists(directory(id), LinkOption.NOFOLLOW_LINKS)
        || Files.exists(lockFile(id), LinkOption.NOFOLLOW_LINKS);
  }

  /** Makes an empty stage. For the holder of the store's lock. */
  FileOwnership create(String id) {
    return make(id, files::createDirectory);
  }

  /**
   * Makes a stage of a version that is to be removed, so that it is whole for as long as it is
   * there. For the holder of the store's lock.
   */
  FileOwnership take(String id, Path versions) {
    return make(
        id,
        directory -> {
          files.move(versions.resolve(id), directory);
          files.forceDirectory(root);
          files.forceDirectory(versions);
        });
  }

  private interface Maker {
    void make(Path directory) throws IOException;
  }

  private FileOwnership make(String id, Maker maker) {
    Path directory = directory(id);
    FileOwnership ownership = null;
    boolean created = false;
    try {
      ownership =
          FileOwnership.tryTake(root, id + LOCK_SUFFIX)
              .orElseThrow(() ->
                  new ModelStoreException(
                      directory + ": another publisher is making this version"));
      maker.make(directory);
      created = true;
      return ownership;
    } catch (IOException e) {
      throw StoreErrors.writeFailed(directory, 0, e);
    } finally {
      if (ownership != null && !created) {
        release(id, ownership);
      }
    }
  }

  /**
   * Removes what is left of a stage and gives its lock back. What cannot be removed now is a
   * leftover for the next publisher.
   */
  void discard(String id, FileOwnership ownership) {
    try {
      remove(id, ownership);
    } catch (IOException e) {
      // The lock is given back all the same, which marks it as a leftover.
    }
  }

  /** The same, failing where something of the stage cannot be removed. */
  void remove(String id, FileOwnership ownership) throws IOException {
    try {
      deleteTree(directory(id));
    } finally {
      release(id, ownership);
    }
  }

  /** Gives the lock of a stage that is gone back. */
  void release(String id, FileOwnership ownership) {
    // Deleted while held: after that the name may already be the lock of another publisher.
    try (FileOwnership _ = ownership) {
      files.deleteIfExists(lockFile(id));
    } catch (IOException e) {
      // A lock file without an owner is a leftover for the next publisher to remove.
    }
  }

  /** Removes the stages of dead publishers. For the holder of the store's lock. */
  void removeLeftovers() {
    for (String name : VersionFiles.names(root)) {
      String id =
          name.endsWith(LOCK_SUFFIX)
              ? name.substring(0, name.length() - LOCK_SUFFIX.length())
              : name;
      try {
        removeIfLeftover(id);
      } catch (IOException e) {
        throw StoreErrors.failed(directory(id), "removed, though its publisher is gone", e);
      }
    }
  }

  private void removeIfLeftover(String id) throws IOException {
    Optional<FileOwnership> ownership;
    try {
      ownership = FileOwnership.tryTakeExisting(root, id + LOCK_SUFFIX);
    } catch (NoSuchFileException e) {
      deleteTree(directory(id));
      return;
    }
    if (ownership.isPresent()) {
      try (FileOwnership _ = ownership.get()) {
        deleteTree(directory(id));
        files.deleteIfExists(lockFile(id));
      }
    }
  }

  private void deleteTree(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      for (String name : VersionFiles.names(path)) {
        deleteTree(path.resolve(name));
      }
    }
    files.deleteIfExists(path);
  }

  private Path lockFile(String id) {
    return root.resolve(id + LOCK_SUFFIX);
  }
}
