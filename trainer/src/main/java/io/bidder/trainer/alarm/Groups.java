package io.bidder.trainer.alarm;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventHead;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.InvalidEventException;
import io.bidder.eventlog.event.Kind;
import io.bidder.eventlog.event.Value;
import io.bidder.eventlog.segment.LogReader;
import io.bidder.trainer.log.InvalidLogException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The groups of bids that have the same value of a feature, such as {@code user.gender}: how often
 * each won, and whether what was predicted of it is as right as of the others. A bid with several
 * values is in the group of each. One thread's.
 */
final class Groups {
  /** Of a feature: who has none of the values that were seen first is in one together. */
  private static final int MOST = 50;

  private static final String NONE = "none";
  private static final String OTHERS = "others";

  private final List<String> sources;
  private final Map<String, Map<String, Members>> members = new TreeMap<>();

  /**
   * A group and its figures.
   *
   * @param bids that were made for it
   * @param won of them
   */
  record Group(String source, String name, long bids, long won, Ratio clicks, Ratio conversions) {
    private static final double Z = 1.96;

    /** The share of its bids that won; NaN if there was none. */
    double winRate() {
      return bids == 0 ? Double.NaN : won / (double) bids;
    }

    /** The lower end of the win rate's interval of 95 %, Wilson's. */
    double winRateLow() {
      return Math.max(0, middle() - halfWidth());
    }

    /** The upper end of the same. */
    double winRateHigh() {
      return Math.min(1, middle() + halfWidth());
    }

    private double middle() {
      return (winRate() + Z * Z / (2.0 * bids)) / (1 + Z * Z / bids);
    }

    private double halfWidth() {
      double rate = winRate();
      return Z
          * Math.sqrt(rate * (1 - rate) / bids + Z * Z / (4.0 * bids * bids))
          / (1 + Z * Z / bids);
    }
  }

  private static final class Members {
    private long bids;
    private long won;
    private int[] rows = new int[16];
    private int count;

    void shown(int row) {
      if (count == rows.length) {
        rows = Arrays.copyOf(rows, 2 * count);
      }
      rows[count++] = row;
    }

    IntStream rows() {
      return Arrays.stream(rows, 0, count);
    }
  }

  /** Groups by the values of some features, named by their sources. */
  Groups(List<String> sources) {
    this.sources = List.copyOf(sources);
    for (String source : sources) {
      members.put(source, new HashMap<>());
    }
  }

  /** Adds an ad that was shown, of which {@link Shown} has the row. */
  void add(Happening.Bid bid, int row) {
    forEach(bid, group -> group.shown(row));
  }

  /**
   * Reads how many of a log's bids won.
   *
   * @param asOfMillis leaves out what was taken in later
   * @throws InvalidLogException if no bid has a value of a feature
   */
  void count(Path directory, long asOfMillis) {
    if (sources.isEmpty()) {
      return;
    }
    Set<BidId> won = new HashSet<>();
    Set<String> known = new TreeSet<>();
    read(
        directory,
        asOfMillis,
        Set.of(Kind.WIN, Kind.BILLED, Kind.IMPRESSION),
        event -> won.add(event.bidId()));
    read(
        directory,
        asOfMillis,
        Set.of(Kind.BID),
        event -> {
          if (event.happening() instanceof Happening.Bid bid) {
            boolean wins = won.contains(event.bidId());
            forEach(
                bid,
                group -> {
                  group.bids++;
                  group.won += wins ? 1 : 0;
                });
            bid.values().forEach(value -> known.add(value.source()));
          }
        });
    for (String source : sources) {
      if (!known.contains(source)) {
        throw new InvalidLogException(
            "--by: %s: no bid in %s has a value of it; they have values of %s"
                .formatted(source, directory, String.join(", ", known)));
      }
    }
  }

  private static void read(
      Path directory, long asOfMillis, Set<Kind> kinds, Consumer<Event> taker) {
    try (LogReader log = LogReader.openAtStart(directory)) {
      while (log.next()) {
        try {
          EventHead head = EventHead.read(log.payload().duplicate());
          if (head.kind() != null
              && kinds.contains(head.kind())
              && head.ingestEpochMillis() <= asOfMillis) {
            taker.accept(Event.read(log.payload()));
          }
        } catch (InvalidEventException e) {
          // LogScan counts them.
        }
      }
    }
  }

  private void forEach(Happening.Bid bid, Consumer<Members> taker) {
    for (String source : sources) {
      Map<String, Members> groups = members.getOrDefault(source, Map.of());
      Set<String> values = new LinkedHashSet<>();
      for (Value value : bid.values()) {
        if (value.source().equals(source)) {
          values.add(text(value));
        }
      }
      if (values.isEmpty()) {
        values.add(NONE);
      }
      for (String value : values) {
        String name = groups.containsKey(value) || groups.size() < MOST ? value : OTHERS;
        taker.accept(groups.computeIfAbsent(name, each -> new Members()));
      }
    }
  }

  private static String text(Value value) {
    return switch (value) {
      case Value.OfText text -> text.text().isEmpty() ? NONE : text.text();
      case Value.Whole whole -> Long.toString(whole.number());
      case Value.OfNumber number -> Double.toString(number.number());
    };
  }

  /** The groups with the figures of what was shown of them, the largest first. */
  List<Group> of(Shown shown) {
    List<Group> groups = new ArrayList<>();
    members.forEach((source, byName) ->
        byName.forEach((name, each) ->
            groups.add(
                new Group(
                    source,
                    name,
                    each.bids,
                    each.won,
                    Ratio.of(shown, Outcome.CLICKS, each.rows()),
                    Ratio.of(shown, Outcome.CONVERSIONS, each.rows())))));
    groups.sort(
        Comparator.comparing(Group::source)
            .thenComparing(Group::bids, Comparator.reverseOrder())
            .thenComparing(Group::name));
    return groups;
  }
}
