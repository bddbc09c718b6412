package io.bidder.eventlog.segment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sole right to append to a log, which ends with {@link #close} or with the process.
 *
 * <p>The operating system's locks belong to a process and vanish when it closes any channel on the
 * file, so a file that this process holds must not even be opened again: hence the set.
 */
final class DirectoryLock implements AutoCloseable {
  private static final String NAME = "writer.lock";
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private DirectoryLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the right.
   *
   * @throws EventLogException if somebody else has it
   */
  static DirectoryLock take(Path directory) throws IOException {
    Path file = directory.toRealPath().resolve(NAME);
    if (!HELD_HERE.add(file)) {
      throw taken(directory);
    }
    FileChannel channel = null;
    boolean taken = false;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      taken = channel.tryLock() != null;
      if (!taken) {
        throw taken(directory);
      }
      return new DirectoryLock(file, channel);
    } finally {
      if (!taken) {
        HELD_HERE.remove(file);
        if (channel != null) {
          channel.close();
        }
      }
    }
  }

  private static EventLogException taken(Path directory) {
    return EventLogException.wrong(
        directory + ": another process appends to it, expected to be the only one");
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
