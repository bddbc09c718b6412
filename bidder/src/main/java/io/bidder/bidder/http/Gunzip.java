package io.bidder.bidder.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Unzips bodies (RFC 1952) up to a limit. Reused, by one thread. */
final class Gunzip implements AutoCloseable {
  /** The data is not gzip, is damaged, or ends early. */
  static final int DAMAGED = -1;

  /** The data unzips to more than it may. */
  static final int TOO_LARGE = -2;

  private static final VarHandle LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;
  private static final int FLAG_HEADER_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;
  private static final int RESERVED_FLAGS = 0xE0;

  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private byte[] output = new byte[0];

  /**
   * Unzips every member of the data.
   *
   * @param into the array to write to; where it is too small, {@link #output} is a larger one
   * @return the number of bytes, {@link #DAMAGED} or {@link #TOO_LARGE}
   */
  int unzip(byte[] data, int length, byte[] into, int maxBytes) {
    output = into;
    int position = 0;
    int written = 0;
    do {
      int body = skipHeader(data, position, length);
      if (body < 0) {
        return DAMAGED;
      }
      int start = written;
      written = inflate(data, body, length, start, maxBytes);
      if (written < 0) {
        return written;
      }
      int trailer = length - inflater.getRemaining();
      if (length - trailer < TRAILER_BYTES || !matchesTrailer(data, trailer, start, written)) {
        return DAMAGED;
      }
      position = trailer + TRAILER_BYTES;
    } while (position < length);
    return written;
  }

  /** The array that the last {@link #unzip} wrote to, from its start. */
  byte[] output() {
    return output;
  }

  @Override
  public void close() {
    inflater.end();
  }

  private int inflate(byte[] data, int from, int to, int start, int maxBytes) {
    inflater.reset();
    inflater.setInput(data, from, to - from);
    int written = start;
    try {
      while (!inflater.finished()) {
        if (written == output.length) {
          // One byte more than allowed tells a body that is just full from one that goes on.
          if (written > maxBytes) {
            return TOO_LARGE;
          }
          int grown = (int) Math.min(2L * output.length, maxBytes + 1L);
          output = Arrays.copyOf(output, Math.max(grown, written + 1));
        }
        int count = inflater.inflate(output, written, output.length - written);
        written += count;
        if (written > maxBytes) {
          return TOO_LARGE;
        }
        if (count == 0 && !inflater.finished() && written < output.length) {
          return DAMAGED;
        }
      }
      return written;
    } catch (DataFormatException e) {
      return DAMAGED;
    }
  }

  private boolean matchesTrailer(byte[] data, int trailer, int start, int end) {
    crc.reset();
    crc.update(output, start, end - start);
    return (int) crc.getValue() == littleEndian(data, trailer)
        && end - start == littleEndian(data, trailer + 4);
  }

  /** The position after a member's header, or {@link #DAMAGED}. */
  private static int skipHeader(byte[] data, int from, int to) {
    if (to - from < HEADER_BYTES
        || data[from] != (byte) 0x1F
        || data[from + 1] != (byte) 0x8B
        || data[from + 2] != 8) {
      return DAMAGED;
    }
    int flags = data[from + 3];
    int position = from + HEADER_BYTES;
    if ((flags & RESERVED_FLAGS) != 0) {
      return DAMAGED;
    }
    if ((flags & FLAG_EXTRA) != 0) {
      if (to - position < 2) {
        return DAMAGED;
      }
      position +=
          2 + Byte.toUnsignedInt(data[position]) + (Byte.toUnsignedInt(data[position + 1]) << 8);
    }
    if ((flags & FLAG_NAME) != 0) {
      position = skipText(data, position, to);
    }
    if ((flags & FLAG_COMMENT) != 0) {
      position = skipText(data, position, to);
    }
    if ((flags & FLAG_HEADER_CRC) != 0) {
      position += 2;
    }
    return position <= to ? position : DAMAGED;
  }

  private static int skipText(byte[] data, int from, int to) {
    int position = from;
    while (position < to && data[position] != 0) {
      position++;
    }
    return position + 1;
  }

  private static int littleEndian(byte[] data, int at) {
    return (int) LITTLE_ENDIAN.get(data, at);
  }
}
