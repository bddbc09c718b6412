package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.rules.Texts;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values by text, found by a piece of a request's text without making a String of it: open
 * addressing, at most half full. Immutable.
 *
 * @param <V> the value of a text
 */
final class TextMap<V> {
  private final boolean folded;
  private final @Nullable String[] keys;
  private final @Nullable V[] values;
  private final int longestKey;

  private TextMap(boolean folded, @Nullable String[] keys, @Nullable V[] values, int longestKey) {
    this.folded = folded;
    this.keys = keys;
    this.values = values;
    this.longestKey = longestKey;
  }

  /**
   * A map of these.
   *
   * @param folded whether case makes no difference; the keys are {@linkplain Texts#fold folded}
   *     then
   */
  @SuppressWarnings("unchecked") // An array of V cannot be made otherwise; nobody else sees it.
  static <V> TextMap<V> of(Map<String, ? extends V> entries, boolean folded) {
    int capacity = Integer.highestOneBit(Math.max(4, entries.size() * 4 - 1));
    @Nullable String[] keys = new String[capacity];
    @Nullable V[] values = (V[]) new Object[capacity];
    int longestKey = 0;
    for (Map.Entry<String, ? extends V> entry : entries.entrySet()) {
      String key = entry.getKey();
      int slot = hash(key, 0, key.length(), false) & (capacity - 1);
      while (keys[slot] != null) {
        slot = (slot + 1) & (capacity - 1);
      }
      keys[slot] = key;
      values[slot] = entry.getValue();
      longestKey = Math.max(longestKey, key.length());
    }
    return new TextMap<>(folded, keys, values, longestKey);
  }

  boolean isEmpty() {
    return longestKey == 0;
  }

  /** The length of the longest key. */
  int longestKey() {
    return longestKey;
  }

  @Nullable V get(CharSequence text) {
    return get(text, 0, text.length());
  }

  /** The value of the text from {@code start} to before {@code end}; null if there is none. */
  @Nullable V get(CharSequence text, int start, int end) {
    int length = end - start;
    if (length <= 0 || length > longestKey) {
      return null;
    }
    int mask = keys.length - 1;
    int slot = hash(text, start, end, folded) & mask;
    for (String key = keys[slot]; key != null; key = keys[slot]) {
      if (key.length() == length && matches(key, text, start)) {
        return values[slot];
      }
      slot = (slot + 1) & mask;
    }
    return null;
  }

  private boolean matches(String key, CharSequence text, int start) {
    for (int i = 0; i < key.length(); i++) {
      char c = text.charAt(start + i);
      if (key.charAt(i) != (folded ? Texts.fold(c) : c)) {
        return false;
      }
    }
    return true;
  }

  private static int hash(CharSequence text, int start, int end, boolean folded) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      hash = 31 * hash + (folded ? Texts.fold(c) : c);
    }
    // Neighbouring texts must not lie in neighbouring slots.
    hash *= 0x9E3779B9;
    return hash ^ (hash >>> 15);
  }
}
