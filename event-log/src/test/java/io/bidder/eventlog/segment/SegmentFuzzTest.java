package io.bidder.eventlog.segment;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventHead;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.InvalidEventException;
import io.bidder.eventlog.event.Subject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes a segment or a record has: it is read, or said to be damaged. */
class SegmentFuzzTest {
  @TempDir static Path directory = Path.of("");

  static Stream<Arguments> seeds() throws IOException {
    Path log = directory.resolve("sound");
    EventWriter events = new EventWriter();
    Subject subject = new Subject("acme", "a1", "c", "ad", 1_500_000, "USD", "m1", "");
    try (LogWriter writer = LogWriter.open(log, SegmentSizes.defaults(), InstantSource.system())) {
      for (Happening each :
          new Happening[] {
            new Happening.Win(subject, 1, 1),
            new Happening.Conversion(subject, "o", 1, "USD", true),
            new Happening.Control("pause", "all", "", "ann")
          }) {
        events.write(new Event(new BidId(1, 2), 3, 4, each));
        writer.append(ByteBuffer.wrap(events.bytes(), 0, events.length()));
      }
    }
    byte[] sound = Files.readAllBytes(Segment.list(log).getFirst().file());
    byte[] flipped = sound.clone();
    flipped[sound.length / 2] ^= 1;
    byte[] record = Arrays.copyOf(events.bytes(), events.length());
    return Stream.of(sound, Arrays.copyOf(sound, sound.length - 3), flipped, record, new byte[0])
        .map(bytes -> Arguments.of((Object) bytes));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "2m")
  void anyBytes(byte[] bytes) throws IOException {
    try {
      var _ = EventHead.read(ByteBuffer.wrap(bytes));
      var _ = Event.read(ByteBuffer.wrap(bytes));
    } catch (InvalidEventException e) {
      // Said so.
    }
    Path log = Files.createDirectories(directory.resolve("any"));
    Files.write(Segment.at(log, 0).file(), bytes);
    try (LogReader reader = LogReader.openAtStart(log)) {
      while (reader.next()) {
        EventHead.read(reader.payload().duplicate());
      }
    } catch (EventLogException | InvalidEventException e) {
      // Said so.
    }
  }
}
