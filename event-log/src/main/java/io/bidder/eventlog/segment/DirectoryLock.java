package io.bidder.eventlog.segment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Sole right to do something to a log, which ends with {@link #close} or with the process.
 *
 * <p>The operating system's locks belong to a process and vanish when it closes any channel on the
 * file, so a file that this process holds must not even be opened again: hence the set.
 */
final class DirectoryLock implements AutoCloseable {
  /** To append. */
  static final String WRITER = "writer.lock";

  /** To change records where they are. */
  static final String REWRITE = "rewrite.lock";

  /** To take a segment away or put another in its place. */
  static final String SEGMENTS = "segments.lock";

  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private DirectoryLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes a right.
   *
   * @throws EventLogException if somebody else has it
   */
  static DirectoryLock take(Path directory, String right) throws IOException {
    DirectoryLock lock = takeIfFree(directory, right);
    if (lock == null) {
      throw EventLogException.wrong(
          directory
              + ": another process "
              + (right.equals(WRITER) ? "appends to it" : "changes its segments")
              + ", expected to be the only one");
    }
    return lock;
  }

  /** Takes a right; null if somebody else has it. */
  static @Nullable DirectoryLock takeIfFree(Path directory, String right) throws IOException {
    Path file = directory.toRealPath().resolve(right);
    if (!HELD_HERE.add(file)) {
      return null;
    }
    FileChannel channel = null;
    boolean taken = false;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      taken = channel.tryLock() != null;
      return taken ? new DirectoryLock(file, channel) : null;
    } finally {
      if (!taken) {
        HELD_HERE.remove(file);
        if (channel != null) {
          channel.close();
        }
      }
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The lock ends with the process at the latest.
    } finally {
      HELD_HERE.remove(file);
    }
  }
}
