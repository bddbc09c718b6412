package io.bidder.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Looks at files before they are opened, and bounded reading: opening a FIFO waits until someone
 * writes to it, and a device need have no end.
 */
public final class RegularFiles {
  private RegularFiles() {}

  /**
   * The bytes of a file, or of the one that a link leads to.
   *
   * @throws IOException saying so if it is no regular file
   */
  public static long size(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (attributes.isDirectory()) {
      throw new FileSystemException(file.toString(), null, "it is a directory");
    }
    if (!attributes.isRegularFile()) {
      throw new FileSystemException(
          file.toString(), null, "it is a pipe, a socket or a device, expected a file");
    }
    return attributes.size();
  }

  /**
   * What a file holds.
   *
   * @throws IOException saying so if it is no regular file, or a longer one
   */
  public static byte[] read(Path file, int maxBytes) throws IOException {
    if (size(file) > maxBytes) {
      throw new FileSystemException(
          file.toString(), null, "it is longer than " + maxBytes + " bytes");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(maxBytes);
    }
  }

  /**
   * Makes sure that a file can be opened for writing without a wait, because it is regular or not
   * there.
   *
   * @throws IOException saying so if it is something else
   */
  public static void requireRegularOrMissing(Path file) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      size(file);
    }
  }
}
