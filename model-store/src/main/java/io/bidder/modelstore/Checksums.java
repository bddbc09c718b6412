package io.bidder.modelstore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of files of any size, read in pieces. */
public final class Checksums {
  private static final int BUFFER_BYTES = 1 << 18;

  private Checksums() {}

  /** A taker of the bytes that are read. */
  public interface Sink {
    /** Takes the first {@code count} bytes of {@code buffer}. */
    void take(byte[] buffer, int count);
  }

  /** The size and lower-case hexadecimal SHA-256 of what {@code file} holds now. */
  public static Manifest.FileEntry of(Path file) throws IOException {
    return of(file, Long.MAX_VALUE, (buffer, count) -> {});
  }

  /**
   * The same of no more than {@code maxBytes} of it, all of which {@code sink} is given as well.
   */
  public static Manifest.FileEntry of(Path file, long maxBytes, Sink sink) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    long bytes = 0;
    try (InputStream in = Files.newInputStream(file)) {
      while (bytes < maxBytes) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, maxBytes - bytes));
        if (read < 0) {
          break;
        }
        digest.update(buffer, 0, read);
        sink.take(buffer, read);
        bytes += read;
      }
    }
    return new Manifest.FileEntry(HexFormat.of().formatHex(digest.digest()), bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
