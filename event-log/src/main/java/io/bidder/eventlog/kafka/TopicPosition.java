package io.bidder.eventlog.kafka;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a topic was read, partition by partition, and what tells repeats there: a part of the
 * snapshot of whatever was made from the events. One thread's.
 */
public final class TopicPosition {
  private final Map<Integer, Long> next = new TreeMap<>();
  private final Repeats repeats = new Repeats();

  /** The offset to go on at; null for the partition's beginning. */
  @Nullable Long next(int partition) {
    return next.get(partition);
  }

  /** A record was read; false if its event came before. */
  boolean advance(int partition, long offset, Source source) {
    next.put(partition, offset + 1);
    return !repeats.isRepeat(partition, source);
  }

  /** A record was read that is no event of a shipper's. */
  void pass(int partition, long offset) {
    next.put(partition, offset + 1);
  }

  public void writeTo(DataOutput out) throws IOException {
    out.writeInt(next.size());
    for (Map.Entry<Integer, Long> each : next.entrySet()) {
      out.writeInt(each.getKey());
      out.writeLong(each.getValue());
    }
    repeats.writeTo(out);
  }

  /** Replaces it by what was written. */
  public void readFrom(DataInput in) throws IOException {
    next.clear();
    for (int left = in.readInt(); left > 0; left--) {
      next.put(in.readInt(), in.readLong());
    }
    repeats.readFrom(in);
  }

  /** Goes back to the partitions' beginnings, though what was read from there is a repeat. */
  void beginAgain() {
    next.clear();
  }

  /** Goes back to before everything. */
  void clear() {
    next.clear();
    repeats.clear();
  }
}
