package io.bidder.eventlog.follow;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Kind;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * State that is a function of the events before a position, and of nothing else: neither of a clock
 * nor of when it was asked. So a snapshot with the events after it gives the state of having seen
 * all events.
 *
 * <p>These methods are called by one thread. A fold that others ask for its state makes that safe
 * itself.
 */
public interface Fold {
  /** The name of its snapshots' files: letters, digits and dashes. */
  String name();

  /** The version of its snapshots' form. A snapshot of another is not read, but made anew. */
  int version();

  /** Returns whether events of a kind are of interest: only those come. Always the same. */
  default boolean wants(Kind kind) {
    return true;
  }

  /**
   * Takes an event into account. Each comes once, in the log's order.
   *
   * @param position of the event in the log, which no other has
   */
  void on(Event event, long position);

  /** Writes the state. */
  void writeTo(DataOutputStream out) throws IOException;

  /**
   * Replaces the state by one that was written.
   *
   * @throws IOException if it is none; the state is cleared then
   */
  void readFrom(DataInputStream in) throws IOException;

  /** Replaces the state by that before any event. */
  void clear();
}
