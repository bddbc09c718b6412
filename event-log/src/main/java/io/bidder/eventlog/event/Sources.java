package io.bidder.eventlog.event;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The sources of values in UTF-8. A schema has few, and every bid names them all: they are turned
 * into bytes once. Those for which there is no room are written as any other text. One thread's.
 */
final class Sources {
  private static final int SLOTS = 1 << 10;
  private static final int PROBES = 8;

  private final @Nullable String[] sources = new String[SLOTS];
  private final byte[][] bytes = new byte[SLOTS][];

  /** The bytes of a source, not to be changed; null if there is no room for it. */
  byte @Nullable [] of(String source) {
    int first = source.hashCode();
    for (int i = 0; i < PROBES; i++) {
      int slot = (first + i) & (SLOTS - 1);
      String there = sources[slot];
      if (there == null) {
        sources[slot] = source;
        bytes[slot] = source.getBytes(StandardCharsets.UTF_8);
        return bytes[slot];
      }
      if (there.equals(source)) {
        return bytes[slot];
      }
    }
    return null;
  }
}
