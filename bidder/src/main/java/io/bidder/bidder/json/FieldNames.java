package io.bidder.bidder.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The names of fields as strings, each made once: requests have the same names again and again.
 * Bounded: who sends ever new names has the table begin anew. One thread's.
 */
final class FieldNames {
  /** Names that are kept. */
  static final int MAX_NAMES = 1024;

  /** Longer ones are not. */
  static final int MAX_KEPT_BYTES = 64;

  private static final int SLOTS = 4 * MAX_NAMES;

  private final byte[] @Nullable [] bytes = new byte[SLOTS][];
  private final String[] names = new String[SLOTS];
  private int count;

  /**
   * The name of some bytes.
   *
   * @param json ASCII
   * @param hash of these bytes, whichever it be
   */
  String get(byte[] json, int from, int length, int hash) {
    int slot = (hash ^ (hash >>> 12)) & (SLOTS - 1);
    for (byte[] kept = bytes[slot]; kept != null; kept = bytes[slot]) {
      if (isEqual(kept, json, from, length)) {
        return names[slot];
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
    String name = new String(json, from, length, StandardCharsets.ISO_8859_1);
    if (length <= MAX_KEPT_BYTES) {
      keep(name, slot);
    }
    return name;
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

  private void keep(String name, int slot) {
    if (count == MAX_NAMES) {
      Arrays.fill(bytes, null);
      count = 0;
      return;
    }
    count++;
    bytes[slot] = name.getBytes(StandardCharsets.ISO_8859_1);
    names[slot] = name;
  }
}
