package io.bidder.modelstore.directory;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.ModelVersion;
import io.bidder.settings.CacheDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Copies of versions in a directory that only this user can write to, each there while it is being
 * opened. What was opened of it, tables that were mapped included, has no name any more after that,
 * so that nobody can change it and nothing is left of it when the process ends, however it does. Of
 * a process that is killed while it opens one, the next one removes what is left.
 *
 * <pre>
 * staging/&lt;id&gt;.&lt;random&gt;/   a copy, with a lock file beside it
 * store.lock               held while copies are begun
 * </pre>
 *
 * Several processes may use a directory at once, and threads of each.
 */
public final class PrivateCopies {
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(30);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path root;
  private final FileOperations files = new RealFileOperations();

  /** The copies in {@code root}, which is made where it is not there. */
  public PrivateCopies(Path root) {
    this.root = root;
  }

  /**
   * Copies a version, as {@link ModelStore#copy} does, for as long as {@code opener} takes.
   *
   * @param known a version whose files are open already; null to copy everything
   * @return what it opened
   */
  public <T> T open(
      ModelStore store, String id, @Nullable Manifest known, Function<ModelVersion, T> opener) {
    Staging staging = new Staging(root, files);
    String name = id + "." + HexFormat.of().toHexDigits(RANDOM.nextInt());
    try (Stage _ = begin(staging, name)) {
      return opener.apply(store.copy(id, staging.directory(name), known));
    } catch (InvalidVersionException e) {
      // The copy is gone when this is read.
      String message = String.valueOf(e.getMessage());
      throw new InvalidVersionException(
          message.replace(staging.directory(name).toString(), "version " + id), e);
    }
  }

  private Stage begin(Staging staging, String name) {
    try {
      CacheDirectory.own(root);
      files.createDirectories(staging.root());
    } catch (IOException e) {
      throw StoreErrors.failed(root, "used for copies of versions", e);
    }
    try (StoreLock _ = StoreLock.take(root, LOCK_TIMEOUT)) {
      staging.removeLeftovers();
      return new Stage(staging, name, staging.create(name));
    }
  }

  private record Stage(Staging staging, String name, FileOwnership ownership)
      implements AutoCloseable {

    @Override
    public void close() {
      staging.discard(name, ownership);
    }
  }
}
