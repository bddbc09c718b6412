package io.bidder.bidder.http;

import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Zips answers (RFC 1952). Reused, by one thread. */
final class Gzip implements AutoCloseable {
  /** Length below which zipping an answer costs more than it saves. */
  static final int MIN_BYTES = 256;

  private static final int TRAILER_BYTES = 8;

  /** No name, no time, an unknown system. */
  private static final byte[] HEADER = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte) 0xFF};

  /** The fastest level, since answers are small and urgent. */
  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);

  private final CRC32 crc = new CRC32();
  private byte[] output = new byte[4 << 10];

  /** Zips data into {@link #output}, and returns its length there. */
  int zip(byte[] data, int length) {
    System.arraycopy(HEADER, 0, output, 0, HEADER.length);
    int written = HEADER.length;
    deflater.reset();
    deflater.setInput(data, 0, length);
    deflater.finish();
    while (!deflater.finished()) {
      if (output.length - written < TRAILER_BYTES + 1) {
        output = Arrays.copyOf(output, 2 * output.length);
      }
      written += deflater.deflate(output, written, output.length - written - TRAILER_BYTES);
    }
    crc.reset();
    crc.update(data, 0, length);
    littleEndian((int) crc.getValue(), written);
    littleEndian(length, written + 4);
    return written + TRAILER_BYTES;
  }

  /** The array that the last {@link #zip} wrote to, from its start. */
  byte[] output() {
    return output;
  }

  @Override
  public void close() {
    deflater.end();
  }

  private void littleEndian(int value, int at) {
    output[at] = (byte) value;
    output[at + 1] = (byte) (value >> 8);
    output[at + 2] = (byte) (value >> 16);
    output[at + 3] = (byte) (value >> 24);
  }
}
