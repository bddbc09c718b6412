package io.bidder.market.load;

import java.util.Arrays;

/** A queue of longs that makes no objects of them. */
final class LongQueue {
  private long[] ring = new long[1024];
  private int head;
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  long first() {
    return ring[head];
  }

  void addLast(long value) {
    if (size == ring.length) {
      long[] grown = Arrays.copyOfRange(ring, head, head + 2 * size);
      System.arraycopy(ring, 0, grown, ring.length - head, head);
      ring = grown;
      head = 0;
    }
    ring[(head + size) % ring.length] = value;
    size++;
  }

  long removeFirst() {
    long value = ring[head];
    head = (head + 1) % ring.length;
    size--;
    return value;
  }
}
