package io.bidder.modelstore.directory;

import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.Publication;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes files so that a failure names the path, the bytes and what is free: the one place where a
 * full disk becomes an error that an operator can act on.
 */
public final class FileWrites {
  private FileWrites() {}

  /**
   * Has a file written.
   *
   * @throws ModelStoreException if {@code writer} throws an {@link IOException}
   */
  public static void write(Path file, Publication.FileWriter writer) {
    try {
      writer.write(file);
    } catch (IOException e) {
      throw failed(file, sizeOrZero(file), e);
    }
  }

  /**
   * The exception for a write that failed.
   *
   * @param bytes that are there, or that were to be
   */
  public static ModelStoreException failed(Path file, long bytes, IOException e) {
    return StoreErrors.writeFailed(file, bytes, e);
  }

  /**
   * Fails early where {@code bytes} more do not fit.
   *
   * @throws ModelStoreException naming the directory, the bytes needed and the bytes free
   */
  static void requireSpace(Path directory, long bytes) {
    try {
      long free = Files.getFileStore(directory).getUsableSpace();
      if (free < bytes) {
        throw new ModelStoreException(
            directory + ": " + bytes + " bytes do not fit, " + free + " are free",
            new FileSystemException(directory.toString(), null, "too little space"));
      }
    } catch (IOException e) {
      throw StoreErrors.failed(directory, "examined for free space", e);
    }
  }

  private static long sizeOrZero(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }
}
