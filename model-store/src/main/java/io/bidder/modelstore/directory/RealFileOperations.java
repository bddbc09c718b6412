package io.bidder.modelstore.directory;

import io.bidder.settings.RegularFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * {@link FileOperations} on a POSIX file system, where a directory can be opened and forced like a
 * file.
 */
final class RealFileOperations implements FileOperations {

  @Override
  public void createDirectories(Path directory) throws IOException {
    Files.createDirectories(directory);
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    Files.createDirectory(directory);
  }

  @Override
  public void write(Path file, byte[] bytes) throws IOException {
    write(
        file,
        bytes,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
  }

  @Override
  public void append(Path file, byte[] bytes) throws IOException {
    write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static void write(Path file, byte[] bytes, OpenOption... options) throws IOException {
    RegularFiles.requireRegularOrMissing(file);
    try (FileChannel channel = FileChannel.open(file, options)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }

  @Override
  public void truncate(Path file, long bytes) throws IOException {
    RegularFiles.requireRegularOrMissing(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
    }
  }

  @Override
  public void copy(Path from, Path to) throws IOException {
    Files.copy(from, to);
  }

  @Override
  public void link(Path existing, Path name) throws IOException {
    Files.createLink(name, existing);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void deleteIfExists(Path fileOrEmptyDirectory) throws IOException {
    Files.deleteIfExists(fileOrEmptyDirectory);
  }

  @Override
  public void forceFile(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
