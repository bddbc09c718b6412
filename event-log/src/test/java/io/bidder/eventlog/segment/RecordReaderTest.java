package io.bidder.eventlog.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordReaderTest {
  @TempDir private Path directory = Path.of("");

  /** Writes a log of several segments, and gives its records by their positions. */
  private Map<Long, ByteBuffer> write() {
    Random random = new Random(1);
    try (LogWriter writer =
        LogWriter.open(
            directory, new SegmentSizes(10_000, Duration.ofHours(1)), InstantSource.system())) {
      for (int i = 0; i < 500; i++) {
        byte[] record = new byte[1 + random.nextInt(300)];
        random.nextBytes(record);
        writer.append(ByteBuffer.wrap(record));
      }
    }
    Map<Long, ByteBuffer> records = new LinkedHashMap<>();
    try (LogReader reader = LogReader.openAtStart(directory)) {
      while (reader.next()) {
        ByteBuffer copy = ByteBuffer.allocate(reader.payload().remaining());
        records.put(reader.position(), copy.put(reader.payload()).flip());
      }
    }
    assertEquals(500, records.size());
    return records;
  }

  @Test
  void readShouldGiveTheRecordOfAPositionAndOfNoOther() {
    RecordReader reader = new RecordReader(directory);
    write()
        .forEach((position, record) -> {
          assertEquals(record, reader.read(position));
          assertThrows(EventLogException.class, () -> reader.read(position + 1));
        });
  }

  @Test
  void readShouldGiveNothingWhenTheSegmentIsDeletedAndSaySoWhenItIsDamaged() throws IOException {
    Map<Long, ByteBuffer> records = write();
    RecordReader reader = new RecordReader(directory);
    Files.delete(Segment.list(directory).getFirst().file());
    assertNull(reader.read(records.keySet().iterator().next()));

    Segment second = Segment.list(directory).getFirst();
    long position = second.position() + SegmentFormat.HEADER_BYTES;
    assertEquals(records.get(position), reader.read(position));
    try (FileChannel channel = FileChannel.open(second.file(), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(8), SegmentFormat.HEADER_BYTES);
    }
    EventLogException e = assertThrows(EventLogException.class, () -> reader.read(position));
    assertEquals(second.file() + ": damaged at byte 64: no valid record", e.getMessage());
  }
}
