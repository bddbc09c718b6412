package io.bidder.trainer.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.join.JoinRules;
import io.bidder.eventlog.join.LogJoin;
import io.bidder.eventlog.join.TrainingRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JoinedLogTest {
  private static final Duration A_WHILE = Duration.ofMinutes(10);

  @TempDir private Path directory = Path.of("");

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

  private void tellAStory(long seed) {
    try (MadeLog story = new MadeLog(directory.resolve("events"), seed)) {
      story.tell(300);
    }
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
    MadeLog story = new MadeLog(directory.resolve("events"), seed);
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
