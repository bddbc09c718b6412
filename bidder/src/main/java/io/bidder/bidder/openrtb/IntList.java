package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Memory;
import java.util.Arrays;

/** A reused list of whole numbers, with a named limit. Not thread-safe. */
public final class IntList {
  private static final int BYTES = 40;

  private final int[] values;
  private int size;

  public IntList(Memory memory, int limit) {
    values = new int[limit];
    memory.keep(BYTES + (long) Integer.BYTES * limit);
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public boolean isFull() {
    return size == values.length;
  }

  public int get(int index) {
    if (index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    return values[index];
  }

  public void add(int value) {
    values[size++] = value;
  }

  public void clear() {
    size = 0;
  }

  public boolean contains(int value) {
    for (int i = 0; i < size; i++) {
      if (values[i] == value) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return Arrays.toString(Arrays.copyOf(values, size));
  }
}
