package io.bidder.eventlog.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RetentionTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final int SEGMENTS = 10;
  private static final int SEGMENT_BYTES = SegmentFormat.HEADER_BYTES + 1_008;

  @TempDir Path directory;
  private final AtomicLong nowMillis = new AtomicLong(DAY.toMillis());
  private final Told told = new Told();

  /** What the listener was told. */
  private static final class Told implements Retention.Listener {
    final List<String> deleted = new ArrayList<>();
    final List<String> failed = new ArrayList<>();

    @Override
    public void deleted(Path segment, long bytes, @Nullable String neededBy) {
      assertEquals(SEGMENT_BYTES, bytes);
      deleted.add(position(segment) + " " + neededBy);
    }

    private static long position(Path segment) {
      return Long.parseLong(segment.getFileName().toString(), 0, 19, 10);
    }

    @Override
    public void failed(EventLogException why) {
      failed.add(String.valueOf(why.getMessage()));
    }
  }

  @Test
  void runShouldDeleteTheOldestWhenTheLogIsTooLongAndNeverTheLast() {
    write();
    retention(rules(DAY, 7 * SEGMENT_BYTES)).run();
    assertEquals(List.of("0 null", "1072 null", "2144 null"), told.deleted);

    retention(rules(DAY, 0)).run();
    assertEquals(1, Segment.list(directory).size());
    assertRecords(1);
  }

  @Test
  void runShouldDeleteWhatIsTooOldWhenTheClockSaysSoAndKeepItWhenTheClockStepsBack() {
    write();
    long madeMillis = nowMillis.get();
    nowMillis.addAndGet(-10 * DAY.toMillis());
    retention(rules(DAY, Long.MAX_VALUE)).run();
    assertEquals(List.of(), told.deleted);

    // A segment is begun each hour: those that ended more than a day ago are the first six.
    nowMillis.set(madeMillis + DAY.minusHours(3).toMillis() + 1);
    retention(rules(DAY, Long.MAX_VALUE)).run();
    assertEquals(6, told.deleted.size());
    assertRecords(SEGMENTS - 6);
  }

  @Test
  void runShouldKeepWhatAReaderNeedsWhenThereIsRoomAndTellWhenThereIsNot() {
    write();
    AtomicLong shipped = new AtomicLong(SegmentFormat.HEADER_BYTES);
    RetentionRules rules = new RetentionRules(DAY, 2 * SEGMENT_BYTES, 8 * SEGMENT_BYTES);
    Retention retention = retention(rules);
    retention.addReader("kafka", shipped::get);
    retention.addReader("snapshots", () -> Long.MAX_VALUE);

    retention.run();
    assertEquals(List.of("0 kafka", "1072 kafka"), told.deleted);
    told.deleted.clear();
    shipped.set(4 * SEGMENT_BYTES - 1);
    retention.run();
    assertEquals(List.of("2144 null"), told.deleted);
    shipped.set(4 * SEGMENT_BYTES);
    retention.run();
    assertEquals(List.of("2144 null", "3216 null"), told.deleted);
  }

  @Test
  void runShouldLeaveNoGapWhenTheMachineDiesWhileItDeletes() {
    for (int deletes = 0; deletes <= SEGMENTS; deletes++) {
      write();
      DyingDisk disk = new DyingDisk(deletes);
      new Retention(directory, rules(DAY, 0), this::now, told, disk).run();
      int left = Math.max(1, SEGMENTS - deletes);
      assertEquals(left, Segment.list(directory).size());
      assertRecords(left);
      LogWriter.open(directory, sizes(), this::now).close();
      for (Segment each : Segment.list(directory)) {
        assertTrue(each.file().toFile().delete());
      }
    }
    assertEquals(SEGMENTS - 1, told.failed.size());
  }

  @Test
  void aReaderShouldSayThatWhatItReadsWasDeletedWhenItWas() {
    write();
    try (LogReader reader = LogReader.openAtStart(directory)) {
      retention(rules(DAY, 2 * SEGMENT_BYTES)).run();
      assertTrue(reader.next());
      EventLogException gone = assertThrows(EventLogException.class, reader::next);
      assertTrue(String.valueOf(gone.getMessage()).contains("was deleted while it was read"));
    }
    EventLogException before =
        assertThrows(EventLogException.class, () -> LogReader.open(directory, SEGMENT_BYTES));
    assertTrue(String.valueOf(before.getMessage()).contains("does not reach back to position"));
  }

  @Test
  void aWriterShouldGoOnWhereItWasWhenTheBeginningIsGone() {
    write();
    retention(rules(DAY, 2 * SEGMENT_BYTES)).run();
    try (LogWriter writer = LogWriter.open(directory, sizes(), this::now)) {
      assertEquals(SEGMENTS * SEGMENT_BYTES, writer.position());
    }
    assertRecords(2);
  }

  /** A disk whose machine dies after some deletions. */
  private static final class DyingDisk extends Disk {
    private int deletes;

    DyingDisk(int deletes) {
      this.deletes = deletes;
    }

    @Override
    public void delete(Path file) throws IOException {
      if (deletes-- <= 0) {
        throw new IOException("dead");
      }
      super.delete(file);
    }
  }

  private RetentionRules rules(Duration maxAge, long maxBytes) {
    return new RetentionRules(maxAge, maxBytes, Long.MAX_VALUE);
  }

  private Retention retention(RetentionRules rules) {
    return new Retention(directory, rules, this::now, told);
  }

  private Instant now() {
    return Instant.ofEpochMilli(nowMillis.get());
  }

  private static SegmentSizes sizes() {
    return new SegmentSizes(Long.MAX_VALUE, Duration.ofMinutes(30));
  }

  /** Writes segments of one record, an hour apart. */
  private void write() {
    try (LogWriter writer = LogWriter.open(directory, sizes(), this::now)) {
      for (int i = 0; i < SEGMENTS; i++) {
        writer.append(ByteBuffer.allocate(1_000));
        nowMillis.addAndGet(Duration.ofHours(1).toMillis());
      }
    }
    assertEquals(SEGMENTS, Segment.list(directory).size());
    nowMillis.addAndGet(-Duration.ofHours(1).toMillis());
  }

  private void assertRecords(int expected) {
    try (LogReader reader = LogReader.openAtStart(directory)) {
      for (int i = 0; i < expected; i++) {
        assertTrue(reader.next());
      }
      assertFalse(reader.next());
    }
  }
}
