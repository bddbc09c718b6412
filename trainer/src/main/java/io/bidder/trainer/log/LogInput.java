package io.bidder.trainer.log;

import io.bidder.settings.StrictReader;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * An open log file: unpacked where it starts like a gzip file, its bytes hashed on the way. Not
 * thread-safe.
 */
final class LogInput implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int GZIP_MAGIC_1 = 0x1F;
  private static final int GZIP_MAGIC_2 = 0x8B;

  private final Path file;
  private final long bytes;
  private final MessageDigest digest;
  private final CountingStream counted;
  private final BufferedInputStream packed;
  private final InputStream rows;

  LogInput(Path file) throws IOException {
    this.file = file;
    if (Files.isDirectory(file)) {
      throw new InvalidLogException(file + " is a directory, expected a log file");
    }
    try {
      this.bytes = Files.size(file);
      this.digest = MessageDigest.getInstance("SHA-256");
      this.counted = new CountingStream(Files.newInputStream(file));
    } catch (NoSuchFileException e) {
      throw new InvalidLogException(file + ": there is no such log file", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    try {
      packed = new BufferedInputStream(new DigestInputStream(counted, digest), BUFFER_BYTES);
      packed.mark(2);
      boolean gzip = packed.read() == GZIP_MAGIC_1 && packed.read() == GZIP_MAGIC_2;
      packed.reset();
      rows = gzip ? new GZIPInputStream(packed, BUFFER_BYTES) : packed;
    } catch (IOException e) {
      counted.close();
      throw explained(e, 0);
    }
  }

  Path file() {
    return file;
  }

  /** Bytes of the file. */
  long bytes() {
    return bytes;
  }

  /** Bytes of the file read so far. */
  long bytesRead() {
    return counted.count;
  }

  /** The unpacked text. */
  Reader text(Charset encoding) {
    return new StrictReader(rows, encoding);
  }

  /** Reads what is left and returns the SHA-256 of the whole file. */
  String sha256() throws IOException {
    packed.transferTo(OutputStream.nullOutputStream());
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * The error to report for a failed read: one that says where the text is of another encoding, or
   * how far the file is good where gzip found it cut short or damaged.
   *
   * @param rowsRead complete rows so far
   */
  IOException explained(IOException failure, long rowsRead) {
    Throwable cause = failure;
    while (cause != null) {
      if (cause instanceof StrictReader.MalformedTextException malformed) {
        throw new InvalidLogException(
            file
                + ":"
                + malformed.place()
                + ": "
                + malformed.complaint()
                + ", which the log is read as; log.encoding names another, such as windows-1252",
            failure);
      }
      String damage = damage(cause);
      if (damage != null) {
        throw new InvalidLogException(
            file
                + ": the gzip data is "
                + damage
                + " after row "
                + rowsRead
                + "; expected a complete file",
            failure);
      }
      cause = cause.getCause();
    }
    return failure;
  }

  private static @Nullable String damage(Throwable failure) {
    return switch (failure) {
      case EOFException cut -> "cut short";
      case ZipException damaged -> "damaged (" + damaged.getMessage() + ")";
      default -> null;
    };
  }

  @Override
  public void close() throws IOException {
    try {
      rows.close();
    } finally {
      counted.close();
    }
  }

  private static final class CountingStream extends FilterInputStream {
    private long count;

    CountingStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int read = super.read(into, from, length);
      count += Math.max(read, 0);
      return read;
    }
  }
}
