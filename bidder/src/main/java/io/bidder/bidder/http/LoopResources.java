package io.bidder.bidder.http;

import java.util.ArrayDeque;

/** Buffers and codecs that the connections of one I/O thread share; only that thread uses them. */
final class LoopResources implements AutoCloseable {
  private static final int FIRST_BYTES = 4 << 10;

  /** Arrays larger than this are left to the garbage collector. */
  private static final int MAX_KEPT_BYTES = 64 << 10;

  private static final int MAX_KEPT = 256;

  final Gunzip gunzip = new Gunzip();
  final Gzip gzip = new Gzip();

  private final ArrayDeque<byte[]> free = new ArrayDeque<>();

  /** Takes an array for a body, of any length above 0. */
  byte[] take() {
    byte[] array = free.pollLast();
    return array == null ? new byte[FIRST_BYTES] : array;
  }

  void give(byte[] array) {
    if (array.length >= FIRST_BYTES && array.length <= MAX_KEPT_BYTES && free.size() < MAX_KEPT) {
      free.addLast(array);
    }
  }

  @Override
  public void close() {
    gunzip.close();
    gzip.close();
  }
}
