package io.bidder.settings;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The bytes of an input file, whose reading ends: nothing but a {@linkplain RegularFiles regular
 * file} is opened, and one that grows meanwhile is left at a limit.
 */
final class LimitedInput extends FilterInputStream {
  private final long maxBytes;
  private long read;

  private LimitedInput(InputStream in, long maxBytes) {
    super(in);
    this.maxBytes = maxBytes;
  }

  static LimitedInput open(Path file, long maxBytes) throws IOException {
    if (RegularFiles.size(file) > maxBytes) {
      throw new TooLongException(maxBytes);
    }
    return new LimitedInput(Files.newInputStream(file), maxBytes);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = super.read(bytes, offset, length);
    read += Math.max(count, 0);
    if (read > maxBytes) {
      throw new TooLongException(maxBytes);
    }
    return count;
  }

  /** Says that a file has more bytes than it may. */
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLongException(long maxBytes) {
      super("the file is longer than " + maxBytes + " bytes");
    }
  }
}
