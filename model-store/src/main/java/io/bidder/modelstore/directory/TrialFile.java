package io.bidder.modelstore.directory;

import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.Trial;
import io.bidder.modelstore.VersionId;
import io.bidder.settings.RegularFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file TRIAL: a line {@code shadow <id>} or {@code canary <id> <share>}, replaced by renaming.
 * It is there while a version is tried.
 */
final class TrialFile {
  private static final String FILE_NAME = "TRIAL";
  private static final int MAX_BYTES = 4 << 10;
  private static final String SHADOW = "shadow";
  private static final String CANARY = "canary";

  private final Path store;
  private final Path file;
  private final FileOperations files;

  TrialFile(Path store, FileOperations files) {
    this.store = store;
    this.file = store.resolve(FILE_NAME);
    this.files = files;
  }

  Optional<Trial> read() {
    String line;
    try {
      line = new String(RegularFiles.read(file, MAX_BYTES), StandardCharsets.UTF_8).strip();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw StoreErrors.failed(file, "read", e);
    }
    Trial trial = parse(line.split(" ", -1));
    if (trial == null) {
      throw new ModelStoreException(
          file + ": \"" + line + "\", expected shadow <id> or canary <id> <share>");
    }
    return Optional.of(trial);
  }

  private static @Nullable Trial parse(String[] words) {
    if (words.length < 2 || !VersionId.isValid(words[1])) {
      return null;
    }
    try {
      if (words.length == 2 && words[0].equals(SHADOW)) {
        return Trial.shadow(words[1]);
      }
      if (words.length == 3 && words[0].equals(CANARY)) {
        return Trial.canary(words[1], Double.parseDouble(words[2]));
      }
    } catch (IllegalArgumentException e) {
      // No share: told with the line.
    }
    return null;
  }

  /** Replaces the trial that there is. For the holder of the store's lock. */
  void put(Trial trial) {
    String line =
        switch (trial.kind()) {
          case SHADOW -> SHADOW + " " + trial.id() + "\n";
          case CANARY -> CANARY + " " + trial.id() + " " + trial.share() + "\n";
        };
    Path next = store.resolve(FILE_NAME + ".next");
    try {
      files.write(next, line.getBytes(StandardCharsets.UTF_8));
      files.forceFile(next);
      files.move(next, file);
      files.forceDirectory(store);
    } catch (IOException e) {
      throw StoreErrors.writeFailed(file, line.length(), e);
    }
  }

  /** Ends the trial that there is. For the holder of the store's lock. */
  void remove() {
    try {
      files.deleteIfExists(file);
      files.forceDirectory(store);
    } catch (IOException e) {
      throw StoreErrors.failed(file, "deleted", e);
    }
  }
}
