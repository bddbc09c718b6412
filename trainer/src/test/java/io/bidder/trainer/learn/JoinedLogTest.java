package io.bidder.trainer.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.join.JoinRules;
import io.bidder.eventlog.join.LogJoin;
import io.bidder.eventlog.join.TrainingRow;
import io.bidder.eventlog.segment.LogWriter;
import io.bidder.eventlog.segment.SegmentSizes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JoinedLogTest {
  private static final long START = 1_767_571_200_000L;
  private static final Duration A_WHILE = Duration.ofMinutes(10);

  @TempDir private Path directory = Path.of("");

  private final EventWriter writer = new EventWriter();
  private final Map<BidId, TrainingRow> rows = new HashMap<>();

  private static JoinRules rules() {
    JoinRules some = JoinRules.defaults();
    return new JoinRules(
        some.shownBy(),
        A_WHILE,
        Duration.ofSeconds(10),
        A_WHILE,
        A_WHILE,
        Duration.ZERO,
        A_WHILE,
        A_WHILE);
  }

  private JoinedLog open() {
    return JoinedLog.open(
        directory.resolve("events"), directory, rules(), row -> rows.put(row.bidId(), row));
  }

  /** A bid in a hundred milliseconds, a third of them shown, with clicks and orders later on. */
  private final class Story implements AutoCloseable {
    private final LogWriter log =
        LogWriter.open(
            directory.resolve("events"),
            new SegmentSizes(1 << 16, Duration.ofDays(1)),
            InstantSource.system());
    private final Random random;
    private final PriorityQueue<Event> later =
        new PriorityQueue<>(Comparator.comparingLong(Event::ingestEpochMillis));
    private int bids;

    Story(long seed) {
      random = new Random(seed);
    }

    void tell(int count) {
      for (int i = 0; i < count; i++) {
        long now = START + 100L * ++bids;
        while (!later.isEmpty() && later.peek().ingestEpochMillis() <= now) {
          append(later.remove());
        }
        BidId id = new BidId(random.nextLong(), bids);
        append(new Event(id, now, now, bid()));
        if (random.nextInt(3) == 0) {
          Subject subject = bid().subject();
          soon(id, now + 500, new Happening.Impression(subject));
          soon(id, now + 600, new Happening.Billed(subject, 1, 1));
          if (random.nextInt(4) == 0) {
            soon(id, now + random.nextInt(30_000), new Happening.Click(subject));
            soon(
                id,
                now + random.nextInt(90_000),
                new Happening.Conversion(subject, "o" + bids, 1_000_000, "USD", true));
          }
        } else {
          soon(id, now + 200, new Happening.Loss(bid().subject(), 102, 0, 0));
        }
      }
      log.flush();
    }

    @Override
    public void close() {
      log.close();
    }

    private void soon(BidId id, long at, Happening happening) {
      later.add(new Event(id, at, at, happening));
    }

    private void append(Event event) {
      writer.write(event);
      log.append(ByteBuffer.wrap(writer.bytes(), 0, writer.length()));
    }
  }

  private void tellAStory(long seed) {
    try (Story story = new Story(seed)) {
      story.tell(300);
    }
  }

  private static Happening.Bid bid() {
    Subject subject = new Subject("acme", "a1", "c1", "cr1", 1_500_000, "USD", "m1", "");
    return new Happening.Bid(
        subject, "r", "1", "", "", 1, 1, 0.1f, 0.1f, 0.01f, 0, 0, 0, 0, 0, 0, List.of());
  }

  private Map<BidId, TrainingRow> joinedAtOnce(long asOf) {
    Map<BidId, TrainingRow> all = new HashMap<>();
    new LogJoin(directory.resolve("events"), rules(), _ -> {})
        .join(asOf, row -> all.put(row.bidId(), row));
    return all;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void rowsShouldBeThoseOfOneJoinWhoeverIsKilledWhen(long seed) {
    Story story = new Story(seed);
    Random random = new Random(seed);
    story.tell(10);
    JoinedLog log = open();
    for (int part = 0; part < 40; part++) {
      story.tell(random.nextInt(200));
      if (random.nextBoolean()) {
        log.read(random.nextInt(500));
      }
      if (random.nextInt(4) == 0) {
        log.keep();
      }
      if (random.nextInt(3) == 0) {
        // As a kill does: what was not kept is forgotten.
        log.close();
        log = open();
      }
    }
    while (log.read(1_000)) {
      // Until the end.
    }
    Map<BidId, TrainingRow> expected = joinedAtOnce(log.lastIngestMillis());
    log.close();
    story.close();
    assertTrue(expected.size() > 500, () -> "" + expected.size());
    assertEquals(expected, rows);
  }

  @Test
  void whatWasKeptForAnotherLogShouldBeLeftAlone() throws IOException {
    tellAStory(1);
    try (JoinedLog log = open()) {
      assertFalse(log.read(10_000));
      log.keep();
    }
    Path first = directory.resolve("events");
    Files.move(first, directory.resolve("gone"));
    rows.clear();
    tellAStory(2);
    try (JoinedLog log = open()) {
      assertFalse(log.read(10_000));
      assertEquals(joinedAtOnce(log.lastIngestMillis()), rows);
      assertFalse(rows.isEmpty());
    }
  }
}
