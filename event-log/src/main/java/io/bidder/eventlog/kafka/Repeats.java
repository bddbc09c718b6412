package io.bidder.eventlog.kafka;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The highest position that each partition has had of each log. A record that is not above it has
 * come before: a {@linkplain Session shipper} never sends to a partition beyond a record that is
 * not there. One thread's.
 */
final class Repeats {
  /** Of a log in a partition; beyond, those that were silent for longest are forgotten. */
  static final int MAX_SOURCES = 100_000;

  private record Key(int partition, UUID log) {}

  private final LinkedHashMap<Key, Long> highest =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Long> eldest) {
          return size() > MAX_SOURCES;
        }
      };

  /** Takes a record into account; true if it has come before. */
  boolean isRepeat(int partition, Source source) {
    Key key = new Key(partition, source.log());
    Long before = highest.get(key);
    if (before != null && source.position() <= before) {
      return true;
    }
    highest.put(key, source.position());
    return false;
  }

  void clear() {
    highest.clear();
  }

  void writeTo(DataOutput out) throws IOException {
    out.writeInt(highest.size());
    for (Map.Entry<Key, Long> each : highest.entrySet()) {
      out.writeInt(each.getKey().partition);
      out.writeLong(each.getKey().log.getMostSignificantBits());
      out.writeLong(each.getKey().log.getLeastSignificantBits());
      out.writeLong(each.getValue());
    }
  }

  void readFrom(DataInput in) throws IOException {
    highest.clear();
    for (int left = in.readInt(); left > 0; left--) {
      highest.put(new Key(in.readInt(), new UUID(in.readLong(), in.readLong())), in.readLong());
    }
  }
}
