package io.bidder.eventlog.kafka;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.follow.Fold;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Folds of a topic together with how far it was read, which are only of use together: one state, so
 * that no crash comes between. Where the folds are not those of a snapshot, all are made again.
 */
final class TopicState implements Fold {
  private static final int OFFSET_BITS = 48;

  private final List<Fold> folds;
  private final TopicFollower.Listener listener;
  private final TopicPosition position = new TopicPosition();
  private final Set<Fold> stopped = new HashSet<>();
  private long events;

  /** Events that were ever taken: a snapshot that is made later has more. */
  private long taken;

  TopicState(List<Fold> folds, TopicFollower.Listener listener) {
    this.folds = List.copyOf(folds);
    this.listener = listener;
  }

  TopicPosition position() {
    return position;
  }

  /** Events that are in it. */
  long events() {
    return events;
  }

  long taken() {
    return taken;
  }

  /** Tells whether every fold has all of them. */
  boolean isWhole() {
    return stopped.isEmpty();
  }

  /** Takes an event of a topic. */
  void on(Event event, int partition, long offset) {
    on(event, (long) partition << OFFSET_BITS | offset);
  }

  @Override
  public String name() {
    return "topic";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void on(Event event, long at) {
    events++;
    taken++;
    for (Fold fold : folds) {
      if (!stopped.contains(fold)) {
        try {
          fold.on(event, at);
        } catch (RuntimeException | Error e) {
          stopped.add(fold);
          listener.stopped(fold.name(), e);
        }
      }
    }
  }

  @Override
  public void writeTo(DataOutputStream out) throws IOException {
    out.writeLong(taken);
    out.writeLong(events);
    position.writeTo(out);
    out.writeInt(folds.size());
    for (Fold fold : folds) {
      out.writeUTF(fold.name());
      out.writeInt(fold.version());
      fold.writeTo(out);
    }
  }

  @Override
  public void readFrom(DataInputStream in) throws IOException {
    boolean read = false;
    try {
      taken = in.readLong();
      events = in.readLong();
      position.readFrom(in);
      boolean same = in.readInt() == folds.size();
      for (Fold fold : folds) {
        same = same && in.readUTF().equals(fold.name()) && in.readInt() == fold.version();
        if (!same) {
          throw new IOException("of other folds than now, or other versions of them");
        }
        fold.readFrom(in);
      }
      if (!same) {
        throw new IOException("of more folds than now");
      }
      read = true;
    } finally {
      if (!read) {
        clear();
      }
    }
  }

  @Override
  public void clear() {
    taken = 0;
    beginAgain();
  }

  /** Goes back to before everything; what is kept from now on is newer than what was before. */
  void beginAgain() {
    events = 0;
    position.clear();
    stopped.clear();
    folds.forEach(Fold::clear);
  }
}
