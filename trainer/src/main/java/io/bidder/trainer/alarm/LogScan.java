package io.bidder.trainer.alarm;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventHead;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.InvalidEventException;
import io.bidder.eventlog.event.Kind;
import io.bidder.eventlog.segment.LogReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a log holds by itself, without joining anything. One thread's. */
final class LogScan {
  private static final long HOUR_MILLIS = 3_600_000;
  private static final int FIRST = 1 << 10;
  private static final double IMPRESSIONS_OF_CPM = 1_000;

  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private final TreeMap<Long, Long> hours = new TreeMap<>();
  private final Set<String> actors = new TreeSet<>();
  private long unreadable;
  private long[] lateMillis = new long[FIRST];
  private int outcomes;
  private final Map<String, Prices> adPrices = new HashMap<>();
  private final Map<String, Prices> campaignPrices = new HashMap<>();

  /** What was paid for impressions. */
  static final class Prices {
    private long count;
    private double sumMicros;
    private double squares;

    void add(double micros) {
      count++;
      sumMicros += micros;
      squares += micros * micros;
    }

    /** For an impression, in micros; 0 if none was paid for. */
    double meanMicros() {
      return count == 0 ? 0 : sumMicros / count;
    }

    /** Of the price of single impressions. */
    double variance() {
      return count == 0 ? 0 : Math.max(0, squares / count - meanMicros() * meanMicros());
    }

    long count() {
      return count;
    }
  }

  /**
   * Reads a log.
   *
   * @param asOfMillis leaves out what was taken in later
   */
  static LogScan of(Path directory, long asOfMillis) {
    LogScan scan = new LogScan();
    try (LogReader log = LogReader.openAtStart(directory)) {
      while (log.next()) {
        scan.take(log, asOfMillis);
      }
    }
    Arrays.sort(scan.lateMillis, 0, scan.outcomes);
    return scan;
  }

  private void take(LogReader log, long asOfMillis) {
    try {
      EventHead head = EventHead.read(log.payload().duplicate());
      Kind kind = head.kind();
      if (kind == null || head.ingestEpochMillis() > asOfMillis) {
        return;
      }
      counts.merge(kind, 1L, Long::sum);
      if (kind == Kind.BID) {
        hours.merge(head.ingestEpochMillis() / HOUR_MILLIS, 1L, Long::sum);
      } else if (kind == Kind.CLICK || kind == Kind.CONVERSION) {
        late(Math.max(0, head.ingestEpochMillis() - head.eventEpochMillis()));
      } else if (kind == Kind.BILLED
          && Event.read(log.payload()).happening() instanceof Happening.Billed billed) {
        double micros = billed.priceCpmMicros() / IMPRESSIONS_OF_CPM;
        prices(adPrices, billed.subject().creativeId()).add(micros);
        prices(campaignPrices, billed.subject().campaignId()).add(micros);
      } else if (kind == Kind.CONTROL
          && Event.read(log.payload()).happening() instanceof Happening.Control control
          && !control.actor().isEmpty()) {
        actors.add(control.actor());
      }
    } catch (InvalidEventException e) {
      unreadable++;
    }
  }

  private void late(long millis) {
    if (outcomes == lateMillis.length) {
      lateMillis = Arrays.copyOf(lateMillis, 2 * outcomes);
    }
    lateMillis[outcomes++] = millis;
  }

  long count(Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  private static Prices prices(Map<String, Prices> prices, String name) {
    return prices.computeIfAbsent(name, each -> new Prices());
  }

  /** What was paid for the impressions of an ad, or of a campaign; none if nobody said so. */
  Prices prices(Grouping by, String name) {
    return prices(by == Grouping.CAMPAIGN ? campaignPrices : adPrices, name);
  }

  /** Events that are of no kind that is known, or damaged. */
  long unreadable() {
    return unreadable;
  }

  /** Hours between the first bid and the last in which there was none. */
  long silentHours() {
    return hours.isEmpty() ? 0 : hours.lastKey() - hours.firstKey() + 1 - hours.size();
  }

  /** Hours from the first bid to the last. */
  long spanHours() {
    return hours.isEmpty() ? 0 : hours.lastKey() - hours.firstKey() + 1;
  }

  /** Who changed what the server does. */
  Set<String> actors() {
    return actors;
  }

  /** Clicks and orders. */
  int outcomes() {
    return outcomes;
  }

  /** The time within which this share of clicks and orders was taken in, of those that happened. */
  long lateMillis(double share) {
    return outcomes == 0 ? 0 : lateMillis[(int) Math.min(outcomes - 1.0, share * outcomes)];
  }
}
