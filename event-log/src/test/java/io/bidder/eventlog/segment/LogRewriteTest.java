package io.bidder.eventlog.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogRewriteTest {
  private static final SegmentSizes SMALL = new SegmentSizes(2_000, Duration.ofHours(1));
  private static final byte SECRET = 7;

  @TempDir Path directory;

  /** What was appended, by its position. */
  private final SortedMap<Long, byte[]> written = new TreeMap<>();

  @Test
  void recordsShouldStayWhereTheyAreWhenSomeAreChanged() throws IOException {
    write(300, 1);
    int segments = Segment.list(directory).size();
    try (LogReader before = LogReader.openAtStart(directory)) {
      assertTrue(before.next());

      LogRewrite.Done done = LogRewrite.run(directory, LogRewriteTest::clear);

      assertEquals(300, done.records());
      assertEquals(segments, done.segments());
      assertTrue(done.changed() > 50 && done.rewritten() > 5, done.toString());
      assertNull(done.leftOut());
      assertRead(true);
      // One that reads meanwhile goes on, with what was or with what is.
      for (int i = 1; i < 300; i++) {
        assertTrue(before.next());
        assertTrue(written.containsKey(before.position()));
      }
      append(1, 2);
      assertTrue(before.next());
    }
    LogRewrite.Done again = LogRewrite.run(directory, LogRewriteTest::clear);
    assertEquals(again.rewritten(), again.changed() == 0 ? 0 : 1);
  }

  @Test
  void segmentThatIsWrittenShouldBeLeftOutAndTold() {
    try (LogWriter writer = LogWriter.open(directory, SMALL, InstantSource.system())) {
      append(writer, 100, new Random(3));
      writer.flush();
      LogRewrite.Done done = LogRewrite.run(directory, LogRewriteTest::clear);
      assertEquals(Segment.list(directory).getLast().file(), done.leftOut());
      assertTrue(done.records() < 100);
      // Nobody writes to two logs of one name.
      append(writer, 100, new Random(4));
    }
    assertEquals(200, LogRewrite.run(directory, LogRewriteTest::clear).records());
    assertRead(true);
  }

  @Test
  void logShouldBeWholeWhereverTheRewriteDies() {
    Path all = directory;
    Random random = new Random(6);
    int died = 0;
    for (int round = 0; round < 30; round++) {
      directory = all.resolve("round" + round);
      written.clear();
      write(40, round);
      DyingDisk disk = new DyingDisk(random.nextInt(12_000), random.nextInt(25));
      try {
        LogRewrite.run(directory, LogRewriteTest::clear, disk);
      } catch (EventLogException e) {
        died++;
      }
      assertRead(false);
      // Whoever appends goes on, and the same is done once more.
      append(1, round);
      LogRewrite.run(directory, LogRewriteTest::clear);
      assertRead(true);
      assertFalse(Files.exists(directory.resolve("rewrite.segment")));
    }
    assertTrue(died > 15 && died < 30, died + " rounds died");
  }

  @Test
  void damageShouldBeRefusedAndLeftAsItIs() throws IOException {
    write(100, 7);
    Segment second = Segment.list(directory).get(1);
    byte[] bytes = Files.readAllBytes(second.file());
    bytes[500] ^= 1;
    Files.write(second.file(), bytes);

    String message =
        String.valueOf(
            assertThrows(
                    EventLogException.class, () -> LogRewrite.run(directory, LogRewriteTest::clear))
                .getMessage());
    assertTrue(message.startsWith(second.file() + ": damaged at byte "), message);
    assertArrayEquals(bytes, Files.readAllBytes(second.file()));
  }

  @Test
  void segmentShouldStayAwayWhenItIsDeletedMeanwhile() {
    write(100, 8);
    Path first = Segment.list(directory).getFirst().file();
    RetentionRules none = new RetentionRules(Duration.ofDays(1), 0, 0);
    LogRewrite.run(
        directory,
        payload -> {
          if (Files.exists(first)) {
            new Retention(directory, none, InstantSource.system(), new Ignoring()).run();
          }
          return clear(payload);
        });
    assertFalse(Files.exists(first));
    LogReader.openAtStart(directory).close();
  }

  private static final class Ignoring implements Retention.Listener {
    @Override
    public void deleted(Path segment, long bytes, @Nullable String by) {}

    @Override
    public void failed(EventLogException why) {
      throw why;
    }
  }

  /** Stops to do anything after so many bytes and so many names. */
  private static final class DyingDisk extends Disk {
    private int bytesLeft;
    private int stepsLeft;

    DyingDisk(int bytesLeft, int stepsLeft) {
      this.bytesLeft = bytesLeft;
      this.stepsLeft = stepsLeft;
    }

    private void step() throws IOException {
      if (stepsLeft-- <= 0) {
        throw new IOException("dead");
      }
    }

    @Override
    public void write(FileChannel channel, ByteBuffer from) throws IOException {
      int bytes = from.remaining();
      if (bytes > bytesLeft) {
        from.limit(from.position() + bytesLeft);
        super.write(channel, from);
        bytesLeft = 0;
        stepsLeft = 0;
        throw new IOException("dead");
      }
      bytesLeft -= bytes;
      super.write(channel, from);
    }

    @Override
    public void force(FileChannel channel) throws IOException {
      step();
      super.force(channel);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      step();
      super.rename(from, to);
    }

    @Override
    public void forceDirectory(Path of) throws IOException {
      step();
      super.forceDirectory(of);
    }

    @Override
    public void delete(Path file) throws IOException {
      if (stepsLeft > 0) {
        super.delete(file);
      }
    }
  }

  /** Zeros what follows a record's first byte, of those that are secret. */
  private static boolean clear(ByteBuffer payload) {
    boolean clear = false;
    if (payload.get(0) == SECRET) {
      for (int i = 1; i < payload.limit(); i++) {
        clear |= payload.get(i) != 0;
        payload.put(i, (byte) 0);
      }
    }
    return clear;
  }

  private void write(int records, long seed) {
    append(records, seed);
  }

  private void append(int records, long seed) {
    try (LogWriter writer = LogWriter.open(directory, SMALL, InstantSource.system())) {
      append(writer, records, new Random(seed));
    }
  }

  private void append(LogWriter writer, int records, Random random) {
    for (int i = 0; i < records; i++) {
      byte[] payload = new byte[1 + random.nextInt(200)];
      random.nextBytes(payload);
      payload[0] = random.nextInt(3) == 0 ? SECRET : 1;
      long end = writer.append(ByteBuffer.wrap(payload));
      written.put(end - payload.length - SegmentFormat.RECORD_BYTES, payload);
    }
  }

  /** Checks that everything is there, as it was or changed; all that is secret is changed. */
  private void assertRead(boolean all) {
    int records = 0;
    try (LogReader reader = LogReader.openAtStart(directory)) {
      while (reader.next()) {
        byte[] was = Objects.requireNonNull(written.get(reader.position()));
        byte[] is = new byte[reader.payload().remaining()];
        reader.payload().get(is);
        byte[] cleared = was.clone();
        clear(ByteBuffer.wrap(cleared));
        boolean same = Arrays.equals(was, is);
        if (all || !same) {
          assertArrayEquals(cleared, is);
        }
        records++;
      }
    }
    assertEquals(written.size(), records);
  }
}
