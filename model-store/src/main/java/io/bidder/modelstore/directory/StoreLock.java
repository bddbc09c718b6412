package io.bidder.modelstore.directory;

import io.bidder.modelstore.ModelStoreException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Held while the set of stages, CURRENT or HISTORY change; readers do without. */
final class StoreLock implements AutoCloseable {
  static final String FILE_NAME = "store.lock";
  private static final long RETRY_NS = 5_000_000;

  private final FileOwnership ownership;

  private StoreLock(FileOwnership ownership) {
    this.ownership = ownership;
  }

  /**
   * Waits for the lock.
   *
   * @throws ModelStoreException if another owner keeps it for longer than {@code timeout}, or the
   *     thread is interrupted
   */
  static StoreLock take(Path store, Duration timeout) {
    Path file = store.resolve(FILE_NAME);
    long startNs = System.nanoTime();
    while (true) {
      try {
        Optional<FileOwnership> ownership = FileOwnership.tryTake(store, FILE_NAME);
        if (ownership.isPresent()) {
          return new StoreLock(ownership.get());
        }
      } catch (IOException e) {
        throw StoreErrors.failed(file, "locked", e);
      }
      if (System.nanoTime() - startNs >= timeout.toNanos()) {
        throw new ModelStoreException(
            file
                + ": held by another publisher for more than "
                + timeout.toMillis()
                + " ms, expected it to become free; try again when that one is done",
            new FileSystemException(file.toString(), null, "locked"));
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new ModelStoreException(
            file + ": interrupted while waiting for another publisher",
            new InterruptedIOException());
      }
      LockSupport.parkNanos(RETRY_NS);
    }
  }

  @Override
  public void close() {
    try {
      ownership.close();
    } catch (IOException e) {
      throw new ModelStoreException(
          FILE_NAME + ": cannot be released: " + StoreErrors.reason(e), e);
    }
  }
}
