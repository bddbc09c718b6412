package io.bidder.eventlog.follow;

import io.bidder.eventlog.event.Event;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** A fold that tells every event and its place from every other. */
final class Story implements Fold {
  private final String name;
  private final int version;
  private final Map<String, Long> counts = new TreeMap<>();
  private long hash;

  /** The position of the event to throw at. */
  volatile long throwsAt = -1;

  Story(String name) {
    this(name, 1);
  }

  Story(String name, int version) {
    this.name = name;
    this.version = version;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int version() {
    return version;
  }

  @Override
  public synchronized void on(Event event, long position) {
    if (position == throwsAt) {
      throw new IllegalStateException("a bug");
    }
    counts.merge(event.happening().kind() + event.bidId().high(), 1L, Long::sum);
    hash = 31 * hash + event.bidId().low() + 17 * position;
  }

  @Override
  public synchronized void writeTo(DataOutputStream out) throws IOException {
    out.writeLong(hash);
    out.writeInt(counts.size());
    for (Map.Entry<String, Long> each : counts.entrySet()) {
      out.writeUTF(each.getKey());
      out.writeLong(each.getValue());
    }
  }

  @Override
  public synchronized void readFrom(DataInputStream in) throws IOException {
    counts.clear();
    hash = in.readLong();
    for (int left = in.readInt(); left > 0; left--) {
      counts.put(in.readUTF(), in.readLong());
    }
  }

  @Override
  public synchronized void clear() {
    counts.clear();
    hash = 0;
  }

  synchronized String state() {
    return hash + " " + counts;
  }
}
