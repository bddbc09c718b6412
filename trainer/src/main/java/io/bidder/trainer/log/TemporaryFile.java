package io.bidder.trainer.log;

import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.directory.FileWrites;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file of rows that lives as long as this object. It is written through its channel and only then
 * mapped, because a full disk is an exception there but a crash in a mapping. Writes may come from
 * several threads.
 */
final class TemporaryFile implements AutoCloseable {
  private final Path path;
  private final Path directory;
  private final FileChannel channel;
  private final boolean named;

  TemporaryFile(@Nullable Path parent, String suffix) throws IOException {
    directory = parent == null ? Path.of(System.getProperty("java.io.tmpdir", "/tmp")) : parent;
    try {
      path = Files.createTempFile(directory, "bidder-log-", suffix);
    } catch (IOException e) {
      throw FileWrites.failed(directory.resolve("bidder-log-*" + suffix), 0, e);
    }
    channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    named = !unlink();
  }

  /**
   * Removes the name at once where the system allows that: even a killed process then leaves
   * nothing.
   */
  private boolean unlink() {
    try {
      Files.delete(path);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Writes the segment's bytes at a position of the file.
   *
   * @throws ModelStoreException if the disk is full, naming the file and what is free
   */
  void write(MemorySegment bytes, long position) {
    ByteBuffer buffer = bytes.asByteBuffer();
    long at = position;
    try {
      while (buffer.hasRemaining()) {
        at += channel.write(buffer, at);
      }
    } catch (IOException e) {
      throw FileWrites.failed(path, at, e);
    }
  }

  /** Maps the file for reading, for as long as the arena lives. */
  MemorySegment map(Arena arena) throws IOException {
    return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (named) {
      Files.deleteIfExists(path);
    }
  }
}
