package io.bidder.modelstore.directory;

import io.bidder.settings.RegularFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sole ownership of a lock file among all threads of all processes, which ends with {@link #close}
 * or with the process. Any thread may close.
 *
 * <p>The operating system's locks belong to a process and vanish when it closes <em>any</em>
 * channel on the file, so a file that this process holds must not even be opened again: hence the
 * set.
 */
final class FileOwnership implements AutoCloseable {
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path key;
  private final FileChannel channel;

  private FileOwnership(Path key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  /** Takes the file, creating it where missing; empty if another owner has it. */
  static Optional<FileOwnership> tryTake(Path directory, String name) throws IOException {
    return tryTake(directory, name, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** The same for a file that must be there. */
  static Optional<FileOwnership> tryTakeExisting(Path directory, String name) throws IOException {
    return tryTake(directory, name, StandardOpenOption.WRITE);
  }

  private static Optional<FileOwnership> tryTake(Path directory, String name, OpenOption... options)
      throws IOException {
    Path key = directory.toRealPath().resolve(name);
    if (!HELD_HERE.add(key)) {
      return Optional.empty();
    }
    FileChannel channel = null;
    boolean taken = false;
    try {
      RegularFiles.requireRegularOrMissing(key);
      channel = FileChannel.open(key, options);
      taken = channel.tryLock() != null;
      return taken ? Optional.of(new FileOwnership(key, channel)) : Optional.empty();
    } finally {
      if (!taken) {
        try {
          if (channel != null) {
            channel.close();
          }
        } finally {
          HELD_HERE.remove(key);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      try {
        channel.close();
      } finally {
        HELD_HERE.remove(key);
      }
    }
  }
}
