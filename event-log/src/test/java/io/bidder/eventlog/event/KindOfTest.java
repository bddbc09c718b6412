package io.bidder.eventlog.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.bidder.eventlog.join.MadeUpEvents;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KindOfTest {
  @Test
  void kindOfShouldBeThatOfTheWholeEvent() {
    EventWriter writer = new EventWriter();
    for (Event event : MadeUpEvents.of(4, 400)) {
      writer.write(event);
      ByteBuffer bytes = ByteBuffer.wrap(writer.bytes(), 0, writer.length());
      assertEquals(event.happening().kind(), String.valueOf(Event.kindOf(bytes)));
      assertEquals(event, Event.read(bytes));
    }
  }

  @Test
  void kindOfShouldBeNoneOrReadableOfGarbage() {
    Random random = new Random(9);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      Kind _ = Event.kindOf(ByteBuffer.wrap(bytes));
    }
    assertNull(Event.kindOf(ByteBuffer.allocate(0)));
  }
}
