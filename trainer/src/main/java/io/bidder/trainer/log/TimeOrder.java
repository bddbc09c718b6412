package io.bidder.trainer.log;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The order of rows by timestamp; equal timestamps keep the order of the file. Takes 8 bytes a row,
 * and 16 while a log that was not in order is sorted. Not thread-safe.
 */
final class TimeOrder {
  private static final int MAX_ROWS = Integer.MAX_VALUE - 8;

  private long[] timestamps = new long[1 << 12];
  private int size;
  private boolean sorted = true;

  void add(long timestampMillis) {
    if (size == timestamps.length) {
      if (size == MAX_ROWS) {
        throw new InvalidLogException(
            "the log has more than " + MAX_ROWS + " rows with timestamps; split it");
      }
      timestamps = Arrays.copyOf(timestamps, (int) Math.min(2L * size, MAX_ROWS));
    }
    sorted &= size == 0 || timestamps[size - 1] <= timestampMillis;
    timestamps[size++] = timestampMillis;
  }

  /** Rows of the file in time order, or null where the file is in that order already. */
  int @Nullable [] order() {
    if (sorted) {
      return null;
    }
    int[] order = new int[size];
    Arrays.setAll(order, row -> row);
    int[] merged = new int[size];
    for (long width = 1; width < size; width *= 2) {
      for (long from = 0; from < size; from += 2 * width) {
        int middle = (int) Math.min(from + width, size);
        merge(order, (int) from, middle, (int) Math.min(from + 2 * width, size), merged);
      }
      int[] swap = order;
      order = merged;
      merged = swap;
    }
    return order;
  }

  private void merge(int[] from, int start, int middle, int end, int[] into) {
    if (middle == end || timestamps[from[middle - 1]] <= timestamps[from[middle]]) {
      System.arraycopy(from, start, into, start, end - start);
      return;
    }
    int left = start;
    int right = middle;
    for (int at = start; at < end; at++) {
      boolean takeLeft =
          right == end || (left < middle && timestamps[from[left]] <= timestamps[from[right]]);
      into[at] = takeLeft ? from[left++] : from[right++];
    }
  }
}
