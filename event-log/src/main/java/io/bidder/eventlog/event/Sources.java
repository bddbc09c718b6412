package io.bidder.eventlog.event;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The sources of values as the fields by which events name them. A schema has few, and every bid
 * names them all: they are turned into bytes once. Those for which there is no room are turned into
 * bytes each time. One thread's.
 */
final class Sources {
  /** The field of a value that names its source. */
  static final int NAME = 1;

  /** The field that has the source's number in place of its name. */
  static final int NUMBER = 5;

  private static final int SLOTS = 1 << 10;
  private static final int PROBES = 8;

  private final @Nullable String[] sources = new String[SLOTS];
  private final byte[][] fields = new byte[SLOTS][];
  private final WireWriter wire = new WireWriter();

  /** The field that names a source, not to be changed. */
  byte[] of(String source) {
    int first = source.hashCode();
    for (int i = 0; i < PROBES; i++) {
      int slot = (first + i) & (SLOTS - 1);
      String there = sources[slot];
      if (there == null) {
        sources[slot] = source;
        fields[slot] = field(source);
        return fields[slot];
      }
      if (there.equals(source)) {
        return fields[slot];
      }
    }
    return field(source);
  }

  private byte[] field(String source) {
    wire.clear();
    int number = NumberedSources.of(source);
    if (number == NumberedSources.NAMED) {
      wire.text(NAME, source);
    } else {
      wire.whole(NUMBER, number);
    }
    return Arrays.copyOf(wire.bytes(), wire.length());
  }
}
