package io.bidder.eventlog.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The changes that are made to files that must survive, so that a test can have a failing disk. */
public class Disk {
  /** Creates a file, or empties the one that a crash has left there. */
  public FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
  }

  /** Opens a file to go on with it. */
  public FileChannel openToWrite(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Writes all of the buffer, at the channel's position. */
  public void write(FileChannel channel, ByteBuffer from) throws IOException {
    while (from.hasRemaining()) {
      channel.write(from);
    }
  }

  /** Makes what the file holds survive a loss of power. */
  public void force(FileChannel channel) throws IOException {
    channel.force(false);
  }

  /** Makes the names in a directory survive a loss of power. */
  public void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Gives a file its name at once, in place of the one that has it. */
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Takes a file away if it is there. */
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }
}
