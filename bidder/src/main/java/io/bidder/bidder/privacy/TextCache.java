package io.bidder.bidder.privacy;

import io.bidder.bidder.json.Text;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was made of the latest texts, so that a text that comes again is not read again. Of two
 * texts that belong in a slot the one that came before last goes. A text that is known is found
 * without allocating. One thread's.
 */
final class TextCache<T> {
  private static final int WAYS = 2;

  private final Function<String, T> read;
  private final @Nullable Entry<T>[] entries;
  private final int mask;

  private record Entry<T>(long hash, String text, T value) {}

  /**
   * A cache.
   *
   * @param slots a power of two; each holds two texts
   */
  @SuppressWarnings("unchecked") // nothing else comes into the array
  TextCache(int slots, Function<String, T> read) {
    this.read = read;
    entries = (@Nullable Entry<T>[]) new Entry<?>[slots * WAYS];
    mask = slots - 1;
  }

  T get(Text text) {
    long hash = text.seededHash();
    int slot = ((int) hash & mask) * WAYS;
    Entry<T> latest = entries[slot];
    if (latest != null && is(latest, hash, text)) {
      return latest.value;
    }
    Entry<T> before = entries[slot + 1];
    entries[slot + 1] = latest;
    if (before == null || !is(before, hash, text)) {
      String copy = text.toString();
      before = new Entry<>(hash, copy, read.apply(copy));
    }
    entries[slot] = before;
    return before.value;
  }

  private static boolean is(Entry<?> entry, long hash, Text text) {
    return entry.hash == hash && text.contentEquals(entry.text);
  }
}
