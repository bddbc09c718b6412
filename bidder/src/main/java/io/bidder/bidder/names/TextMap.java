package io.bidder.bidder.names;

import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Values by text, found by a piece of a request's text without making a String of it. Immutable.
 *
 * <p>Open addressing, at most half full; of two texts that want a slot the one that is further from
 * its own gets it (Celis 1986, Robin Hood hashing). No look-up looks at more than {@value
 * #MAX_PROBES} slots, whatever text is asked for: the hash has a seed of its own, and a map that
 * would be worse is made again with another one, and with more slots if that does not help.
 *
 * @param <V> the value of a text
 */
public final class TextMap<V> {
  /** Slots that a look-up looks at, at most. */
  static final int MAX_PROBES = 16;

  private static final int SEEDS_PER_CAPACITY = 4;
  private static final long MULTIPLIER = 0x9FB21C651E98DF25L;

  private final boolean folded;
  private final long seed;
  private final @Nullable String[] keys;

  /** The hash of each slot's key, so that a key that is another is seldom looked at. */
  private final int[] hashes;

  private final @Nullable V[] values;
  private final int longestKey;
  private final int probes;

  @SuppressWarnings("unchecked") // An array of V cannot be made otherwise; nobody else sees it.
  private TextMap(Map<String, ? extends V> entries, boolean folded, int capacity, long seed) {
    this.folded = folded;
    this.seed = seed;
    keys = new String[capacity];
    hashes = new int[capacity];
    values = (V[]) new Object[capacity];
    int longest = 0;
    int most = 0;
    for (Map.Entry<String, ? extends V> entry : entries.entrySet()) {
      String key = entry.getKey();
      most = Math.max(most, put(key, hash(key, 0, key.length(), false), entry.getValue()));
      longest = Math.max(longest, key.length());
    }
    longestKey = longest;
    probes = most;
  }

  /**
   * A map of these.
   *
   * @param folded whether case makes no difference; the keys are {@linkplain Texts#fold folded}
   *     then
   */
  public static <V> TextMap<V> of(Map<String, ? extends V> entries, boolean folded) {
    int capacity = Integer.highestOneBit(Math.max(4, entries.size() * 4 - 1));
    while (true) {
      for (int attempt = 0; attempt < SEEDS_PER_CAPACITY; attempt++) {
        TextMap<V> map =
            new TextMap<>(entries, folded, capacity, ThreadLocalRandom.current().nextLong());
        if (map.probes <= MAX_PROBES) {
          return map;
        }
      }
      capacity = Math.multiplyExact(capacity, 2);
    }
  }

  /** Adds a key that is not there yet; returns the probes that it and those it moves take now. */
  private int put(String newKey, int newHash, V newValue) {
    int mask = keys.length - 1;
    String key = newKey;
    int hash = newHash;
    V value = newValue;
    int slot = hash & mask;
    int distance = 0;
    int most = 0;
    while (true) {
      String there = keys[slot];
      V thereValue = values[slot];
      int thereHash = hashes[slot];
      int thereDistance = (slot - thereHash) & mask;
      if (there == null || thereValue == null || thereDistance < distance) {
        keys[slot] = key;
        hashes[slot] = hash;
        values[slot] = value;
        most = Math.max(most, distance + 1);
        if (there == null || thereValue == null) {
          return most;
        }
        key = there;
        hash = thereHash;
        value = thereValue;
        distance = thereDistance;
      }
      slot = (slot + 1) & mask;
      distance++;
    }
  }

  public boolean isEmpty() {
    return longestKey == 0;
  }

  /** The length of the longest key. */
  public int longestKey() {
    return longestKey;
  }

  /** Slots that a look-up in this map looks at, at most. */
  int probes() {
    return probes;
  }

  public @Nullable V get(CharSequence text) {
    return get(text, 0, text.length());
  }

  /** The value of the text from {@code start} to before {@code end}; null if there is none. */
  public @Nullable V get(CharSequence text, int start, int end) {
    int length = end - start;
    if (length <= 0 || length > longestKey) {
      return null;
    }
    int mask = keys.length - 1;
    int hash = hash(text, start, end, folded);
    int slot = hash & mask;
    for (int probe = 0; probe < probes; probe++) {
      String key = keys[slot];
      if (key == null) {
        return null;
      }
      if (hashes[slot] == hash && key.length() == length && matches(key, text, start)) {
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

  private int hash(CharSequence text, int start, int end, boolean fold) {
    long hash = seed;
    int i = start;
    for (; i < end - 1; i += 2) {
      hash = mix(hash, at(text, i, fold) | (long) at(text, i + 1, fold) << 16);
    }
    if (i < end) {
      hash = mix(hash, at(text, i, fold));
    }
    return (int) hash;
  }

  private static char at(CharSequence text, int index, boolean fold) {
    char c = text.charAt(index);
    return fold ? Texts.fold(c) : c;
  }

  private static long mix(long hash, long chars) {
    long product = (hash ^ chars) * MULTIPLIER;
    // The low bits of a product never hear of the high ones.
    return product ^ (product >>> 32);
  }
}
