package io.bidder.eventlog.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.segment.Disk;
import io.bidder.eventlog.segment.EventLogException;
import io.bidder.eventlog.segment.LogReader;
import io.bidder.eventlog.segment.LogWriter;
import io.bidder.eventlog.segment.Retention;
import io.bidder.eventlog.segment.RetentionRules;
import io.bidder.eventlog.segment.SegmentSizes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogFollowerTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final SegmentSizes SMALL = new SegmentSizes(4 << 10, Duration.ofHours(1));
  private static final Subject SUBJECT =
      new Subject("acme", "a1", "c1", "ad1", 2_500_000, "USD", "m1", "");

  @TempDir Path directory;
  private final Told told = new Told();

  /** Positions between events, from the first to the last. */
  private final List<Long> boundaries = new ArrayList<>();

  /** What the listener was told. */
  private static final class Told implements LogFollower.Listener {
    final BlockingQueue<String> all = new LinkedBlockingQueue<>();

    @Override
    public void rebuilt(String fold, String why) {
      all.add("rebuilt " + fold + ": " + why);
    }

    @Override
    public void missed(String fold, long fromPosition, long toPosition) {
      all.add("missed " + fold + " " + fromPosition + " " + toPosition);
    }

    @Override
    public void stopped(String fold, long position, Throwable why) {
      all.add("stopped " + fold + " " + position + ": " + why.getMessage());
    }

    @Override
    public void notKept(String fold, Exception why) {
      all.add("notKept " + fold + ": " + why.getMessage());
    }

    @Override
    public void failed(Throwable why) {
      all.add("failed " + why.getMessage());
    }
  }

  /** A disk that ends with its machine, after some bytes. */
  private static final class DyingDisk extends Disk {
    private long bytesLeft;
    private boolean dead;

    DyingDisk(long bytesLeft) {
      this.bytesLeft = bytesLeft;
    }

    @Override
    public FileChannel create(Path file) throws IOException {
      checkAlive();
      return super.create(file);
    }

    @Override
    public void write(FileChannel channel, ByteBuffer from) throws IOException {
      checkAlive();
      int bytes = (int) Math.min(bytesLeft, from.remaining());
      dead = bytes < from.remaining();
      bytesLeft -= bytes;
      super.write(channel, from.slice(from.position(), bytes));
      from.position(from.position() + bytes);
      checkAlive();
    }

    @Override
    public void force(FileChannel channel) throws IOException {
      checkAlive();
      super.force(channel);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      checkAlive();
      super.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
      checkAlive();
      super.delete(file);
    }

    private void checkAlive() throws IOException {
      if (dead) {
        throw new IOException("dead");
      }
    }
  }

  @Test
  void foldsShouldBeAsIfTheyHadLivedThroughItWhenRestartedAndKilledAnywhere() throws Exception {
    Random random = new Random(1);
    write(random, 600);
    for (int life = 0; life < 20; life++) {
      clearSnapshots();
      int at = 0;
      while (at < boundaries.size() - 1) {
        AtomicLong readable = new AtomicLong(boundaries.get(at));
        Story one = new Story("one");
        Story two = new Story("two");
        long bytes = random.nextBoolean() ? Long.MAX_VALUE : random.nextInt(4_000);
        Duration interval = random.nextBoolean() ? LONG : Duration.ofNanos(1);
        try (LogFollower follower =
            start(interval, readable, List.of(one, two), new DyingDisk(bytes))) {
          for (int steps = random.nextInt(4); steps >= 0; steps--) {
            at = Math.min(boundaries.size() - 1, at + random.nextInt(100));
            readable.set(boundaries.get(at));
            assertTrue(follower.awaitCaughtUp(LONG));
            assertEquals(lived(at), one.state());
            assertEquals(lived(at), two.state());
          }
        }
      }
    }
    assertTrue(told.all.stream().allMatch(each -> each.startsWith("notKept")), told.all::toString);
  }

  @Test
  void foldsShouldBeRestoredWhenTheMachineDiedAtAnyByteOfASnapshot() throws Exception {
    write(new Random(2), 40);
    AtomicLong readable = new AtomicLong(boundaries.get(20));
    follow(readable, new DyingDisk(Long.MAX_VALUE), new Story("one"));
    readable.set(boundaries.getLast());
    int died = 0;
    for (int bytes = 0; died == bytes; bytes++) {
      told.all.clear();
      follow(readable, new DyingDisk(bytes), new Story("one"));
      died += told.all.stream().anyMatch(each -> each.startsWith("notKept")) ? 1 : 0;
    }
    assertTrue(died > 100);
    assertFalse(Files.exists(snapshots().getLast().resolveSibling("one.new")));
  }

  @Test
  void foldsShouldBeMadeAgainAndSayWhyWhenAnyByteOfASnapshotIsDamaged() throws Exception {
    write(new Random(3), 40);
    AtomicLong readable = new AtomicLong(boundaries.get(20));
    follow(readable, new Disk(), new Story("one"));
    readable.set(boundaries.getLast());
    follow(readable, new Disk(), new Story("one"));
    Path newest = snapshots().getLast();
    byte[] whole = Files.readAllBytes(newest);
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= 0x40;
      for (byte[] damaged : List.of(flipped, Arrays.copyOf(whole, i))) {
        Files.write(newest, damaged);
        follow(readable, new Disk(), new Story("one"));
        String rebuilt = String.valueOf(told.all.poll());
        assertTrue(rebuilt.startsWith("rebuilt one: " + newest + ": "), rebuilt);
      }
    }
    // Both: from the log.
    for (Path each : snapshots()) {
      Files.write(each, new byte[1]);
    }
    follow(readable, new Disk(), new Story("one"));
    assertEquals(2, told.all.size());
  }

  @Test
  void aFoldShouldSeeEverythingFromTheStartWhenItIsNewOrOfAnotherVersion() throws Exception {
    write(new Random(4), 40);
    AtomicLong readable = new AtomicLong(boundaries.get(20));
    follow(readable, new Disk(), new Story("one"));
    readable.set(boundaries.getLast());

    follow(readable, new Disk(), new Story("one"), new Story("late"));
    assertTrue(told.all.isEmpty());

    follow(readable, new Disk(), new Story("one", 2), new Story("late"));
    assertEquals(2, told.all.size());
    assertTrue(String.valueOf(told.all.poll()).contains("version of the state 1, expected 2"));
  }

  @Test
  void aFoldShouldSeeNothingWhenItIsNotAcknowledged() throws Exception {
    write(new Random(5), 200);
    Story story = new Story("one");
    AtomicLong readable = new AtomicLong(boundaries.getFirst());
    try (LogFollower follower = start(LONG, readable, List.of(story), new Disk())) {
      for (int at = 0; at < boundaries.size(); at++) {
        readable.set(boundaries.get(at));
        assertTrue(follower.awaitCaughtUp(LONG));
        assertEquals(lived(at), story.state());
      }
    }
  }

  @Test
  void theOthersShouldGoOnWhenAFoldThrowsAndARestartShouldTryItAgain() throws Exception {
    write(new Random(6), 40);
    AtomicLong readable = new AtomicLong(boundaries.get(10));
    follow(readable, new Disk(), new Story("bad"), new Story("good"));
    readable.set(boundaries.getLast());
    Story bad = new Story("bad");
    bad.throwsAt = boundaries.get(30);
    Story good = new Story("good");
    long needed;
    try (LogFollower follower = start(LONG, readable, List.of(bad, good), new Disk())) {
      assertTrue(follower.awaitCaughtUp(LONG));
      assertEquals(lived(boundaries.size() - 1), good.state());
      assertEquals(lived(30), bad.state());
      assertEquals("stopped bad " + bad.throwsAt + ": a bug", told.all.poll());
      needed = follower.neededPosition();
    }
    assertEquals(boundaries.get(10), needed);
    follow(readable, new Disk(), new Story("bad"), new Story("good"));
    assertTrue(told.all.isEmpty());
  }

  @Test
  void eventsShouldBePassedOverAndCountedWhenThisVersionDoesNotKnowTheirKind() throws Exception {
    long before = write(new Random(7), 10);
    Story story = new Story("one");
    try (LogWriter writer = open()) {
      // Field 15 of an event, a message of no bytes.
      long end = writer.append(ByteBuffer.wrap(new byte[] {15 << 3 | 2, 0}));
      writer.flush();
      AtomicLong readable = new AtomicLong(end);
      try (LogFollower follower = start(LONG, readable, List.of(story), new Disk())) {
        assertTrue(follower.awaitCaughtUp(LONG));
        assertEquals(1, follower.unreadableEvents());
        assertEquals(end, follower.position());
        assertTrue(before < end);
      }
    }
    assertEquals(lived(10), story.state());
    assertTrue(told.all.isEmpty());
  }

  @Test
  void aSnapshotShouldBeRefusedWhenTheLogIsAnotherOrEndsBeforeIt() throws Exception {
    write(new Random(8), 40);
    follow(new AtomicLong(boundaries.getLast()), new Disk(), new Story("one"));
    follow(new AtomicLong(boundaries.get(10)), new Disk(), new Story("one"));
    assertTrue(String.valueOf(told.all.poll()).contains("at which the log has not been"));

    follow(new AtomicLong(boundaries.get(10)), new Disk(), new Story("one"));
    delete(directory, ".events");
    boundaries.clear();
    write(new Random(9), 40);
    follow(new AtomicLong(boundaries.getLast()), new Disk(), new Story("one"));
    assertTrue(String.valueOf(told.all.poll()).contains("of log "));
    assertTrue(told.all.isEmpty());
  }

  @Test
  void aFoldShouldTellWhatItMissedWhenTheLogNoLongerHasIt() throws Exception {
    write(new Random(10), 200);
    List<Path> segments = files(directory, ".events");
    Files.delete(segments.getFirst());
    long from = position(segments.get(1));
    Story story = new Story("one");
    AtomicLong readable = new AtomicLong(boundaries.getLast());
    try (LogFollower follower = start(LONG, readable, List.of(story), new Disk())) {
      assertTrue(follower.awaitCaughtUp(LONG));
    }
    assertEquals("missed one 0 " + from, told.all.poll());
    assertEquals(lived(boundaries.size() - 1), story.state());
  }

  @Test
  void everythingShouldStandStillAndNameFileAndByteWhenTheLogIsDamaged() throws Exception {
    write(new Random(11), 200);
    Path second = files(directory, ".events").get(1);
    byte[] bytes = Files.readAllBytes(second);
    bytes[64 + 20] ^= 1;
    Files.write(second, bytes);
    AtomicLong readable = new AtomicLong(boundaries.getLast());
    try (LogFollower follower = start(LONG, readable, List.of(new Story("one")), new Disk())) {
      EventLogException failed =
          assertThrows(EventLogException.class, () -> follower.awaitCaughtUp(LONG));
      assertTrue(String.valueOf(failed.getMessage()).contains(second + ": damaged at byte 64"));
      assertFalse(follower.caughtUp());
    }
    assertTrue(String.valueOf(told.all.poll()).startsWith("failed " + second));
  }

  @Test
  void snapshotsShouldBeWrittenAgainWhenTheDiskWasFullForAWhile() throws Exception {
    write(new Random(12), 40);
    Story story = new Story("one");
    AtomicLong readable = new AtomicLong(boundaries.getLast());
    FullDisk disk = new FullDisk();
    Duration always = Duration.ofNanos(1);
    try (LogFollower follower = start(always, readable, List.of(story), disk)) {
      assertEquals("notKept one: No space left on device", told.all.poll(1, TimeUnit.MINUTES));
      assertEquals(0, follower.neededPosition());
      disk.full = false;
    }
    assertEquals(1, snapshots().size());
  }

  @Test
  void retainShouldKeepWhatTheOlderSnapshotNeedsWhenItDeletesTheRest() throws Exception {
    write(new Random(13), 300);
    List<Path> all = files(directory, ".events");
    AtomicLong readable = new AtomicLong(boundaries.get(100));
    follow(readable, new Disk(), new Story("one"));
    readable.set(boundaries.get(200));
    Story story = new Story("one");
    try (LogFollower follower = start(LONG, readable, List.of(story), new Disk())) {
      follower.retain(
          new Retention(
              directory,
              new RetentionRules(Duration.ofDays(1), 0, Long.MAX_VALUE),
              InstantSource.system(),
              new NoneDeleted()));
      assertTrue(follower.awaitCaughtUp(LONG));
    }
    List<Path> left = files(directory, ".events");
    assertTrue(left.size() < all.size());
    assertTrue(position(left.getFirst()) <= boundaries.get(100));
    assertTrue(position(left.get(1)) > boundaries.get(100));

    Files.write(snapshots().getLast(), new byte[1]);
    Story again = new Story("one");
    readable.set(boundaries.get(200));
    try (LogFollower follower = start(LONG, readable, List.of(again), new Disk())) {
      assertTrue(follower.awaitCaughtUp(LONG));
    }
    assertEquals(story.state(), again.state());
  }

  private static long position(Path segment) {
    return Long.parseLong(segment.getFileName().toString(), 0, 19, 10);
  }

  /** Fails when a segment goes that is needed. */
  private static final class NoneDeleted implements Retention.Listener {
    @Override
    public void deleted(Path segment, long bytes, @Nullable String neededBy) {
      assertNull(neededBy);
    }

    @Override
    public void failed(EventLogException why) {
      throw why;
    }
  }

  /** A disk without room. */
  private static final class FullDisk extends Disk {
    volatile boolean full = true;

    @Override
    public void write(FileChannel channel, ByteBuffer from) throws IOException {
      if (full) {
        throw new IOException("No space left on device");
      }
      super.write(channel, from);
    }
  }

  private void follow(AtomicLong readable, Disk disk, Story... stories) throws Exception {
    try (LogFollower follower = start(LONG, readable, List.of(stories), disk)) {
      assertTrue(follower.awaitCaughtUp(LONG));
      assertTrue(follower.caughtUp());
      for (Story story : stories) {
        assertEquals(lived(boundaries.indexOf(readable.get())), story.state());
      }
    }
  }

  private LogFollower start(Duration interval, AtomicLong readable, List<Fold> folds, Disk disk) {
    FollowOptions options = new FollowOptions(directory, directory.resolve("snapshots"), interval);
    return LogFollower.start(options, readable::get, folds, told, disk);
  }

  private LogWriter open() {
    return LogWriter.open(directory, SMALL, InstantSource.system());
  }

  /** Writes events, and returns the position after them. */
  private long write(Random random, int count) {
    EventWriter event = new EventWriter();
    try (LogWriter writer = open()) {
      boundaries.add(writer.position());
      for (int i = 0; i < count; i++) {
        Happening happening =
            random.nextBoolean() ? new Happening.Click(SUBJECT) : new Happening.Win(SUBJECT, 1, 0);
        event.write(new Event(new BidId(random.nextInt(5), random.nextLong()), 1, 2, happening));
        boundaries.add(writer.append(ByteBuffer.wrap(event.bytes(), 0, event.length())));
      }
      return writer.position();
    }
  }

  /** The state of a fold that has seen the events before a boundary, all at once. */
  private String lived(int boundary) {
    Story story = new Story("lived");
    try (LogReader reader = LogReader.openAtStart(directory)) {
      while (reader.next(boundaries.get(boundary))) {
        story.on(Event.read(reader.payload()), reader.position());
      }
    }
    return story.state();
  }

  private List<Path> snapshots() throws IOException {
    return files(directory.resolve("snapshots"), ".snapshot");
  }

  private void clearSnapshots() throws IOException {
    if (Files.exists(directory.resolve("snapshots"))) {
      delete(directory.resolve("snapshots"), "");
    }
  }

  private static void delete(Path directory, String suffix) throws IOException {
    for (Path each : files(directory, suffix)) {
      Files.delete(each);
    }
  }

  private static List<Path> files(Path directory, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(each -> each.toString().endsWith(suffix)).sorted().toList();
    }
  }
}
