package io.bidder.bidder.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The names of fields as strings, each made once: requests have the same names again and again.
 * Bounded: who sends ever new names has the table begin anew, and whatever the names, one is looked
 * for at {@link #MAX_PROBES} places at most. One thread's.
 */
final class FieldNames {
  /** Names that are kept. */
  static final int MAX_NAMES = 1024;

  /** Longer ones are not. */
  static final int MAX_KEPT_BYTES = 64;

  /** A name that finds all of these places taken is not kept. */
  static final int MAX_PROBES = 8;

  private static final int SLOTS = 4 * MAX_NAMES;

  private final long[] hashes = new long[SLOTS];
  private final byte[] @Nullable [] bytes = new byte[SLOTS][];
  private final String[] names = new String[SLOTS];
  private int count;

  /**
   * The name of some bytes.
   *
   * @param json ASCII
   * @param hash of these bytes, a {@link SeededHash}
   */
  String get(byte[] json, int from, int length, long hash) {
    int slot = (int) hash & (SLOTS - 1);
    for (int probe = 0; probe < MAX_PROBES; probe++) {
      byte[] kept = bytes[slot];
      if (kept == null) {
        return add(json, from, length, hash, slot);
      }
      if (hashes[slot] == hash && isEqual(kept, json, from, length)) {
        return names[slot];
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
    return text(json, from, length);
  }

  private static boolean isEqual(byte[] kept, byte[] json, int from, int length) {
    if (kept.length != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (kept[i] != json[from + i]) {
        return false;
      }
    }
    return true;
  }

  private String add(byte[] json, int from, int length, long hash, int slot) {
    String name = text(json, from, length);
    if (length > MAX_KEPT_BYTES) {
      return name;
    }
    if (count == MAX_NAMES) {
      Arrays.fill(bytes, null);
      count = 0;
      return name;
    }
    count++;
    hashes[slot] = hash;
    bytes[slot] = Arrays.copyOfRange(json, from, from + length);
    names[slot] = name;
    return name;
  }

  private static String text(byte[] json, int from, int length) {
    return new String(json, from, length, StandardCharsets.ISO_8859_1);
  }
}
