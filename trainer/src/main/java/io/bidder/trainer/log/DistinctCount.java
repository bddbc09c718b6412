package io.bidder.trainer.log;

/**
 * Counts distinct non-zero hashes exactly up to a limit and then stops: tables have a largest size,
 * from which on more distinct values change nothing.
 */
final class DistinctCount {
  private long[] table = new long[64];
  private final int limit;
  private int count;

  DistinctCount(int limit) {
    this.limit = limit;
  }

  void add(long hash) {
    if (count >= limit || !insert(table, hash)) {
      return;
    }
    count++;
    if (2 * count > table.length) {
      long[] larger = new long[2 * table.length];
      for (long old : table) {
        if (old != 0) {
          insert(larger, old);
        }
      }
      table = larger;
    }
  }

  /** Distinct hashes, at most the limit. */
  int count() {
    return count;
  }

  private static boolean insert(long[] table, long hash) {
    int mask = table.length - 1;
    int at = (int) hash & mask;
    while (table[at] != 0) {
      if (table[at] == hash) {
        return false;
      }
      at = (at + 1) & mask;
    }
    table[at] = hash;
    return true;
  }
}
