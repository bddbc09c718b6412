package io.bidder.modelstore.directory;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Every change that a store makes to the file system, so that a test can stop the world between any
 * two of them. What a process that dies leaves behind is a prefix of these steps, the last one
 * perhaps half done.
 */
interface FileOperations {

  /** Creates a directory and those above it, where missing. */
  void createDirectories(Path directory) throws IOException;

  void createDirectory(Path directory) throws IOException;

  /** Writes a new file, or replaces what an old one held. Not atomic. */
  void write(Path file, byte[] bytes) throws IOException;

  /** Adds to the end of a file, which is created where missing. Not atomic. */
  void append(Path file, byte[] bytes) throws IOException;

  void truncate(Path file, long bytes) throws IOException;

  void copy(Path from, Path to) throws IOException;

  /**
   * Gives a file a second name.
   *
   * @throws UnsupportedOperationException if the file system cannot
   */
  void link(Path existing, Path name) throws IOException;

  /** Renames within the store, atomically, over an old file if there is one. */
  void move(Path from, Path to) throws IOException;

  void deleteIfExists(Path fileOrEmptyDirectory) throws IOException;

  /** Makes what a file holds survive a loss of power. */
  void forceFile(Path file) throws IOException;

  /** Makes the names in a directory survive a loss of power. */
  void forceDirectory(Path directory) throws IOException;
}
