package io.bidder.eventlog.append;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.segment.EventLogException;
import io.bidder.eventlog.segment.FaultyDisk;
import io.bidder.eventlog.segment.LogReader;
import io.bidder.eventlog.segment.SegmentSizes;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class AppenderTest {
  private static final Subject SUBJECT =
      new Subject("acme", "a1", "c1", "ad1", 2_500_000, "USD", "m1", "");

  @TempDir Path directory;
  private final Told told = new Told();

  /** What the listener was told. */
  static final class Told implements Appender.Listener {
    final BlockingQueue<String> all = new LinkedBlockingQueue<>();

    @Override
    public void dropped(int bids) {
      all.add("dropped " + bids);
    }

    @Override
    public void failed(Throwable failure) {
      all.add("failed");
    }

    @Override
    public void recovered() {
      all.add("recovered");
    }
  }

  @ParameterizedTest
  @EnumSource(Sync.class)
  void appendShouldHaveEveryEventInTheLogOnceWhenItWasAcknowledged(Sync sync) throws Exception {
    int threads = 4;
    int each = 500;
    try (Appender appender = Appender.open(options(sync), InstantSource.system(), told)) {
      List<Thread> running = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int number = t;
        running.add(
            Thread.ofPlatform()
                .start(() -> {
                  EventWriter writer = new EventWriter();
                  for (int i = 0; i < each; i++) {
                    writer.write(event(number, i, new Happening.Click(SUBJECT)));
                    appender.append(writer).toCompletableFuture().join();
                  }
                }));
      }
      for (Thread thread : running) {
        thread.join(TimeUnit.MINUTES.toMillis(1));
      }
      // Acknowledged is readable, before anything is closed.
      Map<Long, Integer> next = new HashMap<>();
      for (Event event : read()) {
        int count = next.merge(event.bidId().high(), 1, Integer::sum);
        assertEquals(count - 1L, event.bidId().low());
      }
      assertEquals(Map.of(0L, each, 1L, each, 2L, each, 3L, each), next);
    }
    assertTrue(told.all.isEmpty());
  }

  @Test
  void appendShouldComeAfterTheBidWhenTheBidWasOfferedBefore() throws Exception {
    EventWriter writer = new EventWriter();
    List<CompletableFuture<Void>> acknowledged = new ArrayList<>();
    int offered = 0;
    try (Appender appender = Appender.open(options(Sync.OS), InstantSource.system(), told)) {
      for (int i = 0; i < 20_000; i++) {
        writer.write(event(1, i, new Happening.Impression(SUBJECT)));
        if (appender.offer(writer)) {
          offered++;
          if (i % 50 == 0) {
            writer.write(event(1, i, new Happening.Win(SUBJECT, 1, 0)));
            acknowledged.add(appender.append(writer).toCompletableFuture());
          }
        }
      }
      CompletableFuture.allOf(acknowledged.toArray(CompletableFuture[]::new))
          .get(1, TimeUnit.MINUTES);
    }

    long last = -1;
    int bids = 0;
    for (Event event : read()) {
      if (event.happening() instanceof Happening.Win) {
        assertTrue(event.bidId().low() <= last);
      } else {
        bids++;
        last = event.bidId().low();
      }
    }
    assertEquals(offered, bids);
  }

  @Test
  void offerShouldSayNoAndNeverWaitWhenTheRingIsFull() {
    FaultyDisk disk = new FaultyDisk();
    EventWriter writer = new EventWriter();
    writer.write(event(1, 1, new Happening.Request("acme", body(50_000), "malformed")));
    try (Appender appender = start(disk, options(Sync.OS))) {
      int taken = 0;
      for (int i = 0; i < 100_000 && appender.offer(writer); i++) {
        taken++;
      }
      assertTrue(taken < 100_000);
    }
  }

  @Test
  void offerShouldAllocateNothingWhenThereIsRoom() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    EventWriter writer = new EventWriter();
    writer.write(event(1, 1, new Happening.Impression(SUBJECT)));
    try (Appender appender = Appender.open(options(Sync.OS), InstantSource.system(), told)) {
      long allocated = Long.MAX_VALUE;
      // The first rounds are interpreted.
      for (int round = 0; round < 100 && allocated > 0; round++) {
        appender.append(writer).toCompletableFuture().get(1, TimeUnit.MINUTES);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1_000; i++) {
          assertTrue(appender.offer(writer));
        }
        allocated = (threads.getCurrentThreadAllocatedBytes() - before) / 1_000;
      }
      assertEquals(0, allocated);
    }
  }

  @Test
  void appendShouldFailAndTheBidsBeCountedWhenTheDiskIsFullAndGoOnWhenItIsNot() throws Exception {
    FaultyDisk disk = new FaultyDisk();
    EventWriter writer = new EventWriter();
    try (Appender appender = start(disk, options(Sync.ALWAYS))) {
      disk.bytesLeft = 10;
      writer.write(event(1, 1, new Happening.Impression(SUBJECT)));
      assertTrue(appender.offer(writer));
      assertEquals("dropped 1", told.all.poll(1, TimeUnit.MINUTES));
      assertEquals("failed", told.all.poll(1, TimeUnit.MINUTES));
      writer.write(event(1, 2, new Happening.Click(SUBJECT)));
      CompletableFuture<Void> refused = appender.append(writer).toCompletableFuture();
      ExecutionException why =
          assertThrows(ExecutionException.class, () -> refused.get(1, TimeUnit.MINUTES));
      assertTrue(String.valueOf(why.getMessage()).contains("No space left on device"));

      disk.bytesLeft = Integer.MAX_VALUE;
      writer.write(event(1, 3, new Happening.Click(SUBJECT)));
      appender.append(writer).toCompletableFuture().get(1, TimeUnit.MINUTES);
      assertEquals("failed", told.all.poll(1, TimeUnit.MINUTES));
      assertEquals("recovered", told.all.poll(1, TimeUnit.MINUTES));
    }
    assertEquals(List.of(3L), read().stream().map(event -> event.bidId().low()).toList());
  }

  @Test
  void appenderShouldRecoverWhenThereIsRoomAgainAndNothingComes() throws Exception {
    FaultyDisk disk = new FaultyDisk();
    EventWriter writer = new EventWriter();
    try (Appender appender = start(disk, options(Sync.INTERVAL))) {
      disk.bytesLeft = 10;
      writer.write(event(1, 1, new Happening.Click(SUBJECT)));
      CompletableFuture<Void> refused = appender.append(writer).toCompletableFuture();
      assertThrows(ExecutionException.class, () -> refused.get(1, TimeUnit.MINUTES));
      assertEquals("failed", told.all.poll(1, TimeUnit.MINUTES));
      // Some, but not what the longest record needs.
      disk.bytesLeft = 1 << 20;
      disk.refusals.clear();
      assertNotNull(disk.refusals.poll(1, TimeUnit.MINUTES));
      assertTrue(told.all.isEmpty());

      disk.bytesLeft = Integer.MAX_VALUE;
      assertEquals("recovered", told.all.poll(1, TimeUnit.MINUTES));
      writer.write(event(1, 2, new Happening.Click(SUBJECT)));
      appender.append(writer).toCompletableFuture().get(1, TimeUnit.MINUTES);
    }
    assertEquals(List.of(2L), read().stream().map(event -> event.bidId().low()).toList());
  }

  @Test
  void appendShouldAcknowledgeNothingUntilTheLogIsOpenedAnewWhenTheDiskFailedToKeepOnce()
      throws Exception {
    FaultyDisk disk = new FaultyDisk();
    EventWriter writer = new EventWriter();
    try (Appender appender = start(disk, options(Sync.ALWAYS))) {
      writer.write(event(1, 0, new Happening.Click(SUBJECT)));
      appender.append(writer).toCompletableFuture().get(1, TimeUnit.MINUTES);
      long acknowledged = appender.acknowledgedPosition();
      disk.forceFails = true;
      for (int i = 1; i < 4; i++) {
        writer.write(event(1, i, new Happening.Click(SUBJECT)));
        CompletableFuture<Void> refused = appender.append(writer).toCompletableFuture();
        assertThrows(ExecutionException.class, () -> refused.get(1, TimeUnit.MINUTES));
        assertEquals(acknowledged, appender.acknowledgedPosition());
        disk.forceFails = false;
      }
    }
    assertFalse(told.all.contains("recovered"));

    try (Appender appender = start(disk, options(Sync.ALWAYS))) {
      writer.write(event(1, 9, new Happening.Click(SUBJECT)));
      appender.append(writer).toCompletableFuture().get(1, TimeUnit.MINUTES);
    }
    List<Long> there = read().stream().map(event -> event.bidId().low()).toList();
    // The one that could not be kept may be there: nobody was told that it is, nor that it is not.
    assertEquals(List.of(0L, 1L, 9L), there);
  }

  @Test
  void appendShouldRefuseOneEventAndTakeTheOthersWhenItIsTooLong() throws Exception {
    EventWriter writer = new EventWriter();
    try (Appender appender = Appender.open(options(Sync.OS), InstantSource.system(), told)) {
      writer.write(event(1, 1, new Happening.Request("acme", body(3 << 19), "malformed")));
      assertFalse(appender.offer(writer));
      assertTrue(appender.append(writer).toCompletableFuture().isCompletedExceptionally());
      writer.write(event(1, 2, new Happening.Click(SUBJECT)));
      appender.append(writer).toCompletableFuture().get(1, TimeUnit.MINUTES);
    }
    assertTrue(told.all.isEmpty());
  }

  @Test
  void appendShouldFailWhenTheAppenderIsClosed() {
    EventWriter writer = new EventWriter();
    writer.write(event(1, 1, new Happening.Click(SUBJECT)));
    Appender appender = Appender.open(options(Sync.OS), InstantSource.system(), told);
    appender.close();
    CompletableFuture<Void> refused = appender.append(writer).toCompletableFuture();
    ExecutionException why =
        assertThrows(ExecutionException.class, () -> refused.get(1, TimeUnit.MINUTES));
    assertTrue(why.getCause() instanceof EventLogException);
  }

  private Appender start(FaultyDisk disk, AppendOptions options) {
    return Appender.start(options, disk.openLog(directory, options.segments()), told);
  }

  private AppendOptions options(Sync sync) {
    return new AppendOptions(
        directory,
        sync,
        Duration.ofMillis(5),
        new SegmentSizes(64 << 10, Duration.ofHours(1)),
        1 << 20,
        4_096);
  }

  private List<Event> read() {
    List<Event> events = new ArrayList<>();
    try (LogReader reader = LogReader.openAtStart(directory)) {
      while (reader.next()) {
        events.add(Event.read(reader.payload()));
      }
    }
    return events;
  }

  private static ByteBuffer body(int bytes) {
    return ByteBuffer.allocate(bytes);
  }

  private static Event event(long high, long low, Happening happening) {
    return new Event(new BidId(high, low), 1, 2, happening);
  }
}
