package io.bidder.eventlog.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Kind;
import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.segment.LogWriter;
import io.bidder.eventlog.segment.SegmentSizes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutcomeJoinTest {
  private static final JoinRules RULES = JoinRules.defaults();
  private static final JoinRules ALL_COUNTS =
      new JoinRules(
          Set.of(Kind.IMPRESSION, Kind.BILLED, Kind.WIN),
          Duration.ofHours(2),
          Duration.ZERO,
          Duration.ofMinutes(30),
          Duration.ofDays(2),
          Duration.ofDays(3),
          Duration.ZERO,
          Duration.ofHours(30));
  private static final BidId ID = new BidId(1, 2);
  private static final Subject SUBJECT = new Subject("acme", "a1", "c1", "ad1", 1, "USD", "m1", "");
  private static final long SHOWN = 1_000_000_000_000L;
  private static final long MINUTE = 60_000;
  private static final long DAY = 24 * 60 * MINUTE;

  @TempDir Path directory;

  private final Table table = new Table();
  private final MemoryJoinState state = new MemoryJoinState();
  private final OutcomeJoin join = new OutcomeJoin(RULES, state, table::put);

  /** Rows by what they are replaced by. */
  private static final class Table {
    private final Map<String, TrainingRow> rows = new TreeMap<>();

    void put(TrainingRow row) {
      rows.put("%s %03d".formatted(row.bidId(), row.revision()), row);
    }

    TrainingRow last() {
      return rows.values().stream().reduce((one, other) -> other).orElseThrow();
    }
  }

  @Test
  void onShouldLeadToTheSameRowsWhenEventsComeInAnyOrderAndOftenAndItIsStartedAgain()
      throws IOException {
    for (JoinRules rules : List.of(RULES, ALL_COUNTS)) {
      for (int seed = 0; seed < 40; seed++) {
        List<Event> events = MadeUpEvents.of(seed, 60);
        Map<String, TrainingRow> expected = ofSets(events, rules);
        assertTrue(expected.size() > 20, "rows");

        assertEquals(expected, joined(events, rules, new Random(seed), 1, 0));
        assertEquals(expected, joined(events, rules, new Random(seed), 1, 0.2));
        Random random = new Random(seed);
        long slack = rules.maxArrivalDelay().toMillis();
        List<Event> disordered = disordered(events, random, slack);
        assertEquals(expected, joined(disordered, rules, random, slack, 0.2));
        List<Event> shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, random);
        assertEquals(expected, joined(shuffled, rules, random, Long.MAX_VALUE, 0.2));
      }
    }
  }

  /** The rows by definition. */
  private static Map<String, TrainingRow> ofSets(List<Event> events, JoinRules rules) {
    Table table = new Table();
    Map<BidId, List<Event>> byBid = events.stream().collect(Collectors.groupingBy(Event::bidId));
    for (List<Event> each : byBid.values()) {
      new Story(each, rules).rows().forEach(table::put);
    }
    return table.rows;
  }

  /** Events that come later than they were taken in by at most that. */
  private static List<Event> disordered(List<Event> events, Random random, long atMostMillis) {
    Map<Event, Long> arrival = new HashMap<>();
    events.forEach(
        event -> arrival.put(event, event.ingestEpochMillis() + random.nextLong(atMostMillis)));
    List<Event> ordered = new ArrayList<>(events);
    ordered.sort((one, other) ->
        Long.compare(
            Objects.requireNonNull(arrival.get(one)), Objects.requireNonNull(arrival.get(other))));
    return ordered;
  }

  /** The rows that stand at the end; {@code oddity} is the chance of a double or a restart. */
  private static Map<String, TrainingRow> joined(
      List<Event> events, JoinRules rules, Random random, long slack, double oddity)
      throws IOException {
    Table table = new Table();
    MemoryJoinState state = new MemoryJoinState();
    OutcomeJoin join = new OutcomeJoin(rules, state, table::put);
    List<Event> before = new ArrayList<>();
    long now = 0;
    for (Event event : events) {
      join.on(event);
      before.add(event);
      if (random.nextDouble() < oddity) {
        // A log is read again from somewhere before.
        before
            .subList(before.size() - random.nextInt(Math.min(before.size(), 5)), before.size())
            .forEach(join::on);
      }
      now = Math.max(now, event.ingestEpochMillis());
      if (slack != Long.MAX_VALUE && random.nextInt(3) == 0) {
        join.advance(now);
      }
      if (random.nextDouble() < oddity) {
        state = copy(state);
        join = new OutcomeJoin(rules, state, table::put);
      }
    }
    join.advance(now + 1_000 * DAY);
    assertEquals(0, state.size());
    return table.rows;
  }

  private static MemoryJoinState copy(MemoryJoinState state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    state.save(new DataOutputStream(bytes));
    return MemoryJoinState.load(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
  }

  @Test
  void rowsShouldOnlyBecomeMoreWhenThereIsOneMoreEvent() {
    Random random = new Random(1);
    for (List<Event> events :
        MadeUpEvents.of(3, 2_000).stream().collect(Collectors.groupingBy(Event::bidId)).values()) {
      Event left = events.get(random.nextInt(events.size()));
      List<Event> fewer = events.stream().filter(event -> !event.equals(left)).toList();
      if (!fewer.isEmpty()) {
        assertTrue(new Story(fewer, RULES).rows().size() <= new Story(events, RULES).rows().size());
      }
    }
  }

  @Test
  void joinShouldWriteTheSameRowsWhenTheyAreTheGoldenOnes() throws IOException {
    String golden;
    try (var in = Objects.requireNonNull(getClass().getResourceAsStream("golden-rows.txt"))) {
      golden = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    assertEquals(golden, text(joined(MadeUpEvents.of(15, 30), RULES, new Random(1), 1, 0)));
  }

  private static String text(Map<String, TrainingRow> rows) {
    StringBuilder text = new StringBuilder();
    rows.forEach((key, row) -> text.append(key).append(text(row)).append('\n'));
    return text.toString();
  }

  private static String text(TrainingRow row) {
    return String.format(
        Locale.ROOT,
        " shown %d, known after %d: click %d, %d conversions %d, value %d %s, weight %.4f",
        row.shownEpochMillis(),
        row.ageMillis(),
        row.clickDelayMillis(),
        row.conversions(),
        row.conversionDelayMillis(),
        row.valueMicros(),
        row.valueCurrency(),
        row.weight());
  }

  @Test
  void joinShouldTellTheNewestRowsOfBidsWhenTheLogIsOnDisk() {
    List<Event> events = MadeUpEvents.of(5, 3_000);
    try (LogWriter writer =
        LogWriter.open(
            directory, new SegmentSizes(16 << 10, Duration.ofHours(1)), InstantSource.system())) {
      EventWriter event = new EventWriter();
      for (Event each : events) {
        event.write(each);
        writer.append(ByteBuffer.wrap(event.bytes(), 0, event.length()));
      }
    }
    long asOf = events.get(events.size() / 2).ingestEpochMillis();
    for (Event each : events) {
      join.on(each);
    }
    join.advance(asOf);

    Map<BidId, TrainingRow> fromDisk = new HashMap<>();
    LogJoin log = new LogJoin(directory, RULES, read -> {});
    log.join(asOf, row -> assertNull(fromDisk.put(row.bidId(), row)));

    assertEquals(newest(table.rows.values()), fromDisk);
    assertEquals(fromDisk.size(), log.rows());
    assertTrue(log.unsettled() > 0);
    join.advance(asOf + 1_000 * DAY);
    assertEquals(join.notJoined(), log.notJoined());
  }

  private static Map<BidId, TrainingRow> newest(Collection<TrainingRow> rows) {
    Map<BidId, TrainingRow> newest = new HashMap<>();
    rows.forEach(row ->
        newest.merge(row.bidId(), row, (one, two) -> one.revision() > two.revision() ? one : two));
    return newest;
  }

  @Test
  void advanceShouldTellARowWhenItIsSettledAndNotBefore() {
    shown();
    join.advance(SHOWN + 10 * MINUTE - 1);
    assertTrue(table.rows.isEmpty());

    join.on(event(SHOWN + MINUTE, new Happening.Click(SUBJECT)));
    join.advance(SHOWN + 10 * MINUTE);

    assertEquals(1, table.rows.size());
    TrainingRow row = table.last();
    assertEquals(0, row.revision());
    assertEquals(MINUTE, row.clickDelayMillis());
    assertFalse(row.converted());
    assertEquals(10 * MINUTE, row.ageMillis());
    assertEquals(4, row.weight());
  }

  @Test
  void advanceShouldTellAnotherRevisionWhenAConversionComesLate() {
    shown();
    join.on(event(SHOWN + MINUTE, new Happening.Click(SUBJECT)));
    join.advance(SHOWN + 10 * MINUTE);
    join.on(event(SHOWN + 3 * DAY, order("o1", 5_000_000, true)));
    join.on(event(SHOWN + 3 * DAY, order("o1", 5_000_000, true)));
    join.advance(SHOWN + 3 * DAY);

    assertEquals(2, table.rows.size());
    assertEquals(1, table.last().revision());
    assertEquals(1, table.last().conversions());
    assertEquals(5_000_000, table.last().valueMicros());
    assertEquals(3 * DAY - MINUTE, table.last().conversionDelayMillis());
  }

  @Test
  void advanceShouldTakeAnOrderBackWhenItIsRefunded() {
    shown();
    join.on(event(SHOWN + MINUTE, new Happening.Click(SUBJECT)));
    join.on(event(SHOWN + 2 * MINUTE, order("o1", 5_000_000, true)));
    join.on(event(SHOWN + 3 * MINUTE, order("o2", 7_000_000, true)));
    join.on(event(SHOWN + DAY, new Happening.Refund(SUBJECT, "o1", 2_000_000, "USD")));
    join.advance(SHOWN + DAY);
    assertEquals(2, table.last().conversions());
    assertEquals(10_000_000, table.last().valueMicros());

    join.on(event(SHOWN + 2 * DAY, new Happening.Refund(SUBJECT, "o1", 3_000_000, "USD")));
    join.on(event(SHOWN + 2 * DAY, new Happening.Refund(SUBJECT, "o2", 7_000_000, "EUR")));
    join.advance(SHOWN + 2 * DAY);
    assertEquals(1, table.last().conversions());
    assertEquals(7_000_000, table.last().valueMicros());
  }

  @Test
  void advanceShouldCountEachOutcomeOnceWhenTwoBiddersWereToldOfIt() {
    shown();
    for (long other : new long[] {0, 40}) {
      join.on(event(SHOWN + 500 + other, new Happening.Impression(SUBJECT)));
      join.on(event(SHOWN + MINUTE + other, new Happening.Click(SUBJECT)));
      join.on(event(SHOWN + 2 * MINUTE + other, order("o1", 5_000_000, true)));
      join.on(
          event(SHOWN + 3 * MINUTE + other, new Happening.Refund(SUBJECT, "o1", 2_000_000, "USD")));
    }
    join.advance(SHOWN + DAY);

    assertEquals(1, table.rows.size());
    assertEquals(MINUTE, table.last().clickDelayMillis());
    assertEquals(1, table.last().conversions());
    assertEquals(3_000_000, table.last().valueMicros());
  }

  @Test
  void advanceShouldCountNoConversionWithoutAClickWhenViewsAreNotAskedFor() {
    shown();
    join.on(event(SHOWN + MINUTE, order("o1", 5_000_000, false)));
    join.advance(SHOWN + DAY);
    assertFalse(table.last().converted());

    OutcomeJoin views = new OutcomeJoin(ALL_COUNTS, new MemoryJoinState(), table::put);
    views.on(bid());
    views.on(event(SHOWN, new Happening.Win(SUBJECT, 1, 0)));
    views.on(event(SHOWN + MINUTE, order("o1", 5_000_000, false)));
    views.advance(SHOWN + DAY);
    assertTrue(table.last().converted());
    assertEquals(MINUTE, table.last().conversionDelayMillis());
  }

  @Test
  void advanceShouldForgetABidWhenItWasNotShownInTime() {
    join.on(bid());
    join.on(event(SHOWN, new Happening.Win(SUBJECT, 1, 0)));
    join.advance(SHOWN + 2 * 60 * MINUTE);
    assertEquals(0, state.size());

    join.on(event(SHOWN + 3 * 60 * MINUTE, new Happening.Impression(SUBJECT)));
    join.advance(SHOWN + DAY);
    assertTrue(table.rows.isEmpty());
    assertEquals(1, join.notJoined());
  }

  @Test
  void advanceShouldCountAsNotJoinedWhatIsToldTooLate() {
    shown();
    join.on(event(SHOWN + MINUTE, new Happening.Click(SUBJECT)));
    join.advance(SHOWN + DAY);
    join.on(event(SHOWN + 9 * DAY, order("o1", 5_000_000, true)));
    join.advance(SHOWN + 10 * DAY);

    assertFalse(table.last().converted());
    assertEquals(1, table.rows.size());
    assertEquals(1, join.notJoined());
    assertEquals(0, state.size());
  }

  @Test
  void onShouldTakeNoMoreEventsWhenABidHasAHundred() {
    shown();
    join.on(event(SHOWN + MINUTE, new Happening.Click(SUBJECT)));
    for (int i = 0; i < 1_000; i++) {
      join.on(event(SHOWN + MINUTE + i, order("o" + i, 1, true)));
    }
    join.advance(SHOWN + DAY);

    assertEquals(98, table.last().conversions());
    assertEquals(902, join.notJoined());
  }

  private void shown() {
    join.on(bid());
    join.on(event(SHOWN, new Happening.Impression(SUBJECT)));
  }

  private static Event bid() {
    return event(
        SHOWN - 1_000,
        new Happening.Bid(
            SUBJECT, "r", "1", "", "", 1, 1, 0, 0, 0, 0, 0, 0, 0, 0.25f, 0, List.of()));
  }

  private static Happening order(String id, long valueMicros, boolean byClick) {
    return new Happening.Conversion(SUBJECT, id, valueMicros, "USD", byClick);
  }

  private static Event event(long at, Happening happening) {
    return new Event(ID, at, at, happening);
  }
}
