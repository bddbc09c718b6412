package io.bidder.modelstore.directory;

import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.Refusal;
import io.bidder.modelstore.VersionId;
import io.bidder.settings.RegularFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The files {@code refused/<id>}, one for each version that is not to be served: a line with the
 * time, and the reason.
 */
final class Refusals {
  private static final int MAX_BYTES = 64 << 10;

  private final Path store;
  private final Path directory;
  private final FileOperations files;

  Refusals(Path store, FileOperations files) {
    this.store = store;
    this.directory = store.resolve("refused");
    this.files = files;
  }

  Set<String> ids() {
    return Files.isDirectory(directory)
        ? VersionFiles.names(directory).stream()
            .filter(VersionId::isValid)
            .collect(Collectors.toCollection(TreeSet::new))
        : Set.of();
  }

  Optional<Refusal> of(String id) {
    Path file = directory.resolve(id);
    try {
      String text = new String(RegularFiles.read(file, MAX_BYTES), StandardCharsets.UTF_8);
      int line = Math.max(0, text.indexOf('\n'));
      return Optional.of(
          new Refusal(Instant.parse(text.substring(0, line)), text.substring(line).strip()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw StoreErrors.failed(file, "read", e);
    } catch (DateTimeException e) {
      throw new ModelStoreException(file + ": expected a line with an instant, and a reason", e);
    }
  }

  /** Replaces what was said of a version before. For the holder of the store's lock. */
  void put(String id, Refusal refusal) {
    Path file = directory.resolve(id);
    byte[] text = (refusal.at() + "\n" + refusal.reason() + "\n").getBytes(StandardCharsets.UTF_8);
    Path next = store.resolve("REFUSED.next");
    try {
      files.createDirectories(directory);
      files.write(next, text);
      files.forceFile(next);
      files.move(next, file);
      files.forceDirectory(directory);
      files.forceDirectory(store);
    } catch (IOException e) {
      throw StoreErrors.writeFailed(file, text.length, e);
    }
  }

  /** Forgets what was said of a version that is gone. */
  void remove(String id) {
    Path file = directory.resolve(id);
    try {
      files.deleteIfExists(file);
    } catch (IOException e) {
      throw StoreErrors.failed(file, "deleted", e);
    }
  }
}
