package io.bidder.eventlog.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogTest {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final SegmentSizes SMALL = new SegmentSizes(4 << 10, Duration.ofHours(1));

  @TempDir Path directory;

  /** A record with where it is. */
  private record Written(long position, long end, ByteBuffer payload) {}

  @Test
  void nextShouldGiveEveryRecordInOrderWhenSegmentsFollowOneAnother() {
    Random random = new Random(1);
    List<Written> written = new ArrayList<>();
    try (LogWriter writer = open(SMALL)) {
      written.addAll(append(writer, random, 500));
    }
    try (LogWriter writer = open(SMALL)) {
      written.addAll(append(writer, random, 500));
    }

    assertTrue(Segment.list(directory).size() > 50);
    assertRead(written, LogReader.openAtStart(directory));
    for (int i = 0; i < 100; i++) {
      int from = random.nextInt(written.size());
      assertRead(
          written.subList(from, written.size()),
          LogReader.open(directory, written.get(from).position()));
    }
  }

  @Test
  void nextShouldGiveRecordsAsTheyComeWhenSomebodyAppends() {
    Random random = new Random(2);
    try (LogWriter writer = open(SMALL)) {
      List<Written> written = append(writer, random, 1);
      writer.flush();
      try (LogReader reader = LogReader.openAtStart(directory)) {
        for (int i = 0; i < 300; i++) {
          assertNext(written.getLast(), reader);
          assertFalse(reader.next());
          written = append(writer, random, 1);
          assertFalse(reader.next());
          writer.flush();
        }
      }
    }
  }

  @Test
  void nextShouldGiveEveryRecordWhenSegmentsComeWhileItReads() throws InterruptedException {
    SegmentSizes tiny = new SegmentSizes(100, Duration.ofHours(1));
    int records = 500;
    try (LogWriter writer = open(tiny);
        LogReader reader = LogReader.openAtStart(directory)) {
      Thread appending =
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < records; i++) {
                  writer.append(ByteBuffer.allocate(80).putInt(0, i));
                  writer.flush();
                }
              });
      for (int next = 0; next < records; ) {
        boolean all = !appending.isAlive();
        if (reader.next()) {
          assertEquals(next++, Integer.reverseBytes(reader.payload().getInt()));
        } else {
          assertFalse(all);
        }
      }
      appending.join();
    }
  }

  @Test
  void nextShouldNotSeeWhatIsTakenBackWhenItReadsUpToWhatWasAcknowledged(@TempDir Path other)
      throws IOException {
    // Two logs that differ in the last record only, as after a write that failed half way.
    Path file = logOf(directory, "first", "taken back");
    Path with = logOf(other, "first", "other bytes");
    byte[] bytes = Files.readAllBytes(with);
    long acknowledged = SegmentFormat.HEADER_BYTES + SegmentFormat.RECORD_BYTES + 5;
    byte[] half = Arrays.copyOf(bytes, (int) acknowledged + 10);
    half[(int) acknowledged + 9] ^= 1;
    try (LogReader careful = LogReader.openAtStart(directory)) {
      assertTrue(careful.next(acknowledged));
      assertFalse(careful.next(acknowledged));
      Files.write(file, half);
      try (LogReader eager = LogReader.openAtStart(directory)) {
        assertTrue(eager.next());
        assertFalse(eager.next());
        Files.write(file, bytes);
        for (LogReader reader : List.of(careful, eager)) {
          assertTrue(reader.next(bytes.length));
          assertEquals(ByteBuffer.wrap(ascii("other bytes")), reader.payload());
          assertFalse(reader.next(bytes.length));
        }
      }
    }
  }

  private static Path logOf(Path directory, String... payloads) {
    try (LogWriter writer = LogWriter.open(directory, SMALL, CLOCK)) {
      for (String payload : payloads) {
        writer.append(ByteBuffer.wrap(ascii(payload)));
      }
    }
    return Segment.list(directory).getFirst().file();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void openShouldKeepEveryWholeRecordWhenACrashCutTheLogAnywhere() throws IOException {
    Random random = new Random(3);
    List<Written> written;
    try (LogWriter writer = open(SegmentSizes.defaults())) {
      written = append(writer, random, 40);
    }
    Path file = Segment.list(directory).getFirst().file();
    byte[] whole = Files.readAllBytes(file);
    for (int cut = SegmentFormat.HEADER_BYTES; cut <= whole.length; cut += 1 + random.nextInt(60)) {
      int bytes = cut;
      byte[] left = Arrays.copyOf(whole, bytes);
      Files.write(file, left);
      List<Written> kept = written.stream().filter(each -> each.end() <= bytes).toList();
      long end = kept.isEmpty() ? SegmentFormat.HEADER_BYTES : kept.getLast().end();

      List<Written> now = new ArrayList<>(kept);
      try (LogWriter writer = open(SegmentSizes.defaults())) {
        assertEquals(end, writer.position());
        now.addAll(append(writer, random, 2));
      }

      assertRead(now, LogReader.openAtStart(directory));
    }
  }

  @Test
  void openShouldCutWhatIsNoRecordWhenACrashLeftZerosOrAnOldBlockBehind() throws IOException {
    Random random = new Random(4);
    List<Written> written;
    try (LogWriter writer = open(SegmentSizes.defaults())) {
      written = append(writer, random, 20);
    }
    Path file = Segment.list(directory).getFirst().file();
    byte[] whole = Files.readAllBytes(file);
    byte[] old = Arrays.copyOfRange(whole, SegmentFormat.HEADER_BYTES, whole.length);
    for (byte[] behind : List.of(new byte[10_000], old, randomBytes(random, 10_000))) {
      Files.write(file, whole);
      Files.write(file, behind, StandardOpenOption.APPEND);

      open(SegmentSizes.defaults()).close();

      assertEquals(whole.length, Files.size(file));
      assertRead(written, LogReader.openAtStart(directory));
    }
  }

  @Test
  void openShouldRefuseAndNameFileAndByteWhenAnythingButTheEndIsDamaged() throws IOException {
    Random random = new Random(5);
    List<Written> written;
    try (LogWriter writer = open(SMALL)) {
      written = append(writer, random, 200);
      do {
        written.addAll(append(writer, random, 1));
      } while (written.get(written.size() - 2).position() - start() < 1_000);
    }
    List<Segment> segments = Segment.list(directory);
    Segment last = segments.getLast();
    long inLast = written.get(written.size() - 2).position() - last.position();
    flip(last.file(), inLast + 9);
    EventLogException ofWriter = assertThrows(EventLogException.class, () -> open(SMALL));
    assertTrue(
        said(ofWriter).startsWith(last.file() + ": damaged at byte " + inLast), said(ofWriter));
    flip(last.file(), inLast + 9);
    open(SMALL).close();

    Segment middle = segments.get(segments.size() / 2);
    flip(middle.file(), SegmentFormat.HEADER_BYTES + 9);
    EventLogException ofReader =
        assertThrows(EventLogException.class, () -> read(LogReader.openAtStart(directory)));
    assertTrue(said(ofReader).startsWith(middle.file() + ": damaged at byte 64"), said(ofReader));
    flip(middle.file(), SegmentFormat.HEADER_BYTES + 9);

    Files.delete(middle.file());
    assertThrows(EventLogException.class, () -> open(SMALL));
    assertThrows(EventLogException.class, () -> read(LogReader.openAtStart(directory)));
  }

  @Test
  void openShouldRefuseWhenASegmentIsOfAnotherLogVersionOrNone() throws IOException {
    try (LogWriter writer = open(SMALL)) {
      append(writer, new Random(6), 100);
    }
    Segment last = Segment.list(directory).getLast();
    byte[] whole = Files.readAllBytes(last.file());
    byte[] future = whole.clone();
    future[8] = 2;
    Files.write(last.file(), future);
    EventLogException refused = assertThrows(EventLogException.class, () -> open(SMALL));
    assertTrue(said(refused).contains("format version 2, expected 1"));
    EventLogException unread =
        assertThrows(EventLogException.class, () -> read(LogReader.openAtStart(directory)));
    assertTrue(said(unread).startsWith(last.file() + ": damaged at byte 8: format version 2"));
    byte[] other = whole.clone();
    other[0] = 'X';
    Files.write(last.file(), other);
    assertThrows(EventLogException.class, () -> open(SMALL));
    // Nothing is a segment before its header is on disk.
    Files.write(last.file(), new byte[0]);
    assertThrows(EventLogException.class, () -> open(SMALL));
  }

  @Test
  void openShouldRefuseWhenAnotherWriterHasTheLog() {
    try (LogWriter writer = open(SMALL)) {
      EventLogException refused = assertThrows(EventLogException.class, () -> open(SMALL));
      assertTrue(said(refused).contains("another process appends to it"));
      assertEquals(SegmentFormat.HEADER_BYTES, writer.position());
    }
    open(SMALL).close();
  }

  @Test
  void flushShouldForgetWhatItCouldNotWriteAndGoOnWhenTheDiskIsFullForAWhile() {
    FaultyDisk disk = new FaultyDisk();
    Random random = new Random(7);
    List<Written> written = new ArrayList<>();
    try (LogWriter writer = disk.openLog(directory, SMALL)) {
      for (int i = 0; i < 200; i++) {
        disk.bytesLeft = i % 3 == 0 ? random.nextInt(100) : Integer.MAX_VALUE;
        try {
          List<Written> appended = append(writer, random, 3);
          writer.flush();
          written.addAll(appended);
        } catch (EventLogException e) {
          assertTrue(said(e).contains("No space left on device"), said(e));
        }
      }
    }

    List<ByteBuffer> read = read(LogReader.openAtStart(directory));
    // A batch whose first records went into the segment before it was full is there in part.
    int at = 0;
    for (Written each : written) {
      while (!read.get(at).equals(each.payload())) {
        at++;
      }
    }
    assertTrue(written.size() > 100);
  }

  @Test
  void appendShouldTakeNothingMoreWhenForcingFailedOnce() {
    FaultyDisk disk = new FaultyDisk();
    try (LogWriter writer = disk.openLog(directory, SMALL)) {
      append(writer, new Random(8), 1);
      disk.forceFails = true;
      assertThrows(EventLogException.class, writer::force);
      disk.forceFails = false;
      assertThrows(EventLogException.class, writer::force);
      assertThrows(EventLogException.class, () -> append(writer, new Random(9), 1));
      assertEquals(SegmentFormat.HEADER_BYTES, writer.forcedPosition());
    }
  }

  @Test
  void openShouldLeaveNothingThatOnlyMemoryHasWhenForcingHadFailed() throws IOException {
    CachingDisk disk = new CachingDisk();
    List<Written> written = new ArrayList<>();
    try (LogWriter writer = disk.openLog(directory, SMALL)) {
      written.addAll(append(writer, new Random(10), 3));
      writer.force();
      written.addAll(append(writer, new Random(11), 3));
      disk.forceFails = true;
      assertThrows(EventLogException.class, writer::force);
      disk.forceFails = false;
    }
    try (LogWriter writer = disk.openLog(directory, SMALL)) {
      assertEquals(written.getLast().end(), writer.forcedPosition());
      written.addAll(append(writer, new Random(12), 3));
      writer.force();
    }
    disk.losePower();

    assertRead(written, LogReader.openAtStart(directory));
    try (LogWriter writer = open(SMALL)) {
      assertEquals(written.getLast().end(), writer.position());
    }
  }

  /** A disk behind a cache that forgets to write what it failed to write once, as Linux does. */
  private static final class CachingDisk extends FaultyDisk {
    private record Range(Path file, long from, int bytes) {}

    private final Map<FileChannel, Path> files = new HashMap<>();
    private final Map<Path, byte[]> onDisk = new HashMap<>();
    private final List<Range> dirty = new ArrayList<>();

    @Override
    public FileChannel create(Path file) throws IOException {
      return opened(file, super.create(file));
    }

    @Override
    public FileChannel openToWrite(Path file) throws IOException {
      return opened(file, super.openToWrite(file));
    }

    private FileChannel opened(Path file, FileChannel channel) {
      files.put(channel, file);
      return channel;
    }

    @Override
    public void write(FileChannel channel, ByteBuffer from) throws IOException {
      Path file = Objects.requireNonNull(files.get(channel));
      dirty.add(new Range(file, channel.position(), from.remaining()));
      super.write(channel, from);
    }

    @Override
    public void force(FileChannel channel) throws IOException {
      try {
        super.force(channel);
        for (Range each : dirty) {
          byte[] cached = Files.readAllBytes(each.file);
          byte[] kept = onDisk.getOrDefault(each.file, new byte[0]);
          int end = (int) each.from + each.bytes;
          byte[] now = Arrays.copyOf(kept, Math.max(kept.length, end));
          System.arraycopy(cached, (int) each.from, now, (int) each.from, each.bytes);
          onDisk.put(each.file, now);
        }
      } finally {
        dirty.clear();
      }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      super.rename(from, to);
      files.replaceAll((channel, file) -> file.equals(from) ? to : file);
      onDisk.put(to, Objects.requireNonNull(onDisk.remove(from)));
    }

    void losePower() throws IOException {
      for (Map.Entry<Path, byte[]> each : onDisk.entrySet()) {
        Files.write(each.getKey(), each.getValue());
      }
    }
  }

  @Test
  void appendShouldBeginANewSegmentWhenTheClockSteppedBackByMoreThanASegmentsAge() {
    AtomicLong nowMillis = new AtomicLong(Duration.ofDays(10).toMillis());
    try (LogWriter writer =
        LogWriter.open(directory, SMALL, () -> Instant.ofEpochMilli(nowMillis.get()))) {
      append(writer, new Random(13), 2);
      nowMillis.addAndGet(-Duration.ofMinutes(59).toMillis());
      append(writer, new Random(14), 2);
      assertEquals(1, Segment.list(directory).size());
      nowMillis.addAndGet(-Duration.ofDays(1).toMillis());
      append(writer, new Random(15), 2);
      assertEquals(2, Segment.list(directory).size());
    }
    assertEquals(6, read(LogReader.openAtStart(directory)).size());
  }

  @Test
  void appendShouldTakeARecordThatFitsWhenThereIsNoRoomForAnotherSegment() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    try (LogWriter writer = disk.openLog(directory, SMALL)) {
      writer.append(ByteBuffer.allocate(4_000));
      writer.flush();
      disk.bytesLeft = 50;
      ByteBuffer second = ByteBuffer.allocate(1_000);
      assertThrows(EventLogException.class, () -> writer.append(second));
      assertEquals(1, Segment.list(directory).size());
      writer.append(ByteBuffer.allocate(5));
      writer.flush();
      disk.bytesLeft = Integer.MAX_VALUE;
      writer.append(second);
    }
    assertEquals(2, Segment.list(directory).size());
    assertEquals(3, read(LogReader.openAtStart(directory)).size());
  }

  /** The position of the last segment. */
  private long start() {
    return Segment.list(directory).getLast().position();
  }

  private static String said(Exception e) {
    return String.valueOf(e.getMessage());
  }

  private LogWriter open(SegmentSizes sizes) {
    return LogWriter.open(directory, sizes, CLOCK);
  }

  private static List<Written> append(LogWriter writer, Random random, int count) {
    List<Written> written = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] payload =
          randomBytes(random, 1 + random.nextInt(random.nextInt(20) == 0 ? 6000 : 200));
      long end = writer.append(ByteBuffer.wrap(payload));
      long position = end - SegmentFormat.RECORD_BYTES - payload.length;
      written.add(new Written(position, end, ByteBuffer.wrap(payload)));
    }
    return written;
  }

  private static byte[] randomBytes(Random random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static void assertRead(List<Written> expected, LogReader opened) {
    try (LogReader reader = opened) {
      for (Written each : expected) {
        assertNext(each, reader);
      }
      assertFalse(reader.next());
    }
  }

  private static void assertNext(Written expected, LogReader reader) {
    assertTrue(reader.next());
    assertEquals(expected.position(), reader.position());
    assertEquals(expected.end(), reader.nextPosition());
    assertEquals(expected.payload(), reader.payload());
  }

  private static List<ByteBuffer> read(LogReader opened) {
    List<ByteBuffer> all = new ArrayList<>();
    try (LogReader reader = opened) {
      while (reader.next()) {
        all.add(ByteBuffer.allocate(reader.payload().remaining()).put(reader.payload()).flip());
      }
    }
    return all;
  }

  private static void flip(Path file, long at) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.seek(at);
      int was = open.read();
      open.seek(at);
      open.write(was ^ 0x10);
    }
  }
}
