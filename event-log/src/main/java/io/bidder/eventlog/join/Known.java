package io.bidder.eventlog.join;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a {@link JoinState} has of a bid:
 *
 * <pre>
 *   0  due    i64, the time of the timer that counts, milliseconds since 1970; others are old
 *   8  told   i64, the time at which rows were last told
 *  16  count  i32, of the events that were there then, the first ones
 *  20  event* i32, bytes; as in event.proto
 * </pre>
 *
 * @param events in the order in which they came, each once
 */
record Known(long dueEpochMillis, long toldEpochMillis, int toldEvents, List<Event> events) {
  private static final int HEADER_BYTES = 20;

  static Known read(byte[] bytes) {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    return new Known(from.getLong(), from.getLong(), from.getInt(), events(from));
  }

  byte[] bytes(EventWriter writer) {
    byte[] bytes =
        ByteBuffer.allocate(HEADER_BYTES)
            .putLong(dueEpochMillis)
            .putLong(toldEpochMillis)
            .putInt(toldEvents)
            .array();
    for (Event event : events) {
      writer.write(event);
      bytes = with(bytes, ByteBuffer.wrap(writer.bytes(), 0, writer.length()));
    }
    return bytes;
  }

  /** Adds an event's bytes behind others. */
  static byte[] with(byte[] events, ByteBuffer event) {
    int bytes = event.remaining();
    byte[] longer = Arrays.copyOf(events, events.length + Integer.BYTES + bytes);
    ByteBuffer.wrap(longer).putInt(events.length, bytes);
    event.get(event.position(), longer, events.length + Integer.BYTES, bytes);
    return longer;
  }

  /** Reads the events that stand behind each other. */
  static List<Event> events(ByteBuffer from) {
    List<Event> events = new ArrayList<>();
    while (from.hasRemaining()) {
      int bytes = from.getInt();
      events.add(Event.read(from.slice(from.position(), bytes)));
      from.position(from.position() + bytes);
    }
    return events;
  }

  /** The rows that have been told. */
  List<TrainingRow> told(JoinRules rules) {
    return toldEvents == 0
        ? List.of()
        : new Story(events.subList(0, toldEvents), rules)
            .rows().stream().filter(row -> row.knownAtEpochMillis() <= toldEpochMillis).toList();
  }
}
