package io.bidder.eventlog.cli;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventHead;
import io.bidder.eventlog.event.InvalidEventException;
import io.bidder.eventlog.event.Kind;
import io.bidder.eventlog.segment.LogCheck;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a log holds, counted, and what of it is damaged. */
final class LogFigures implements LogCheck.Visitor {
  /** Kinds that this version does not know. */
  private static final String UNKNOWN = "unknown";

  private static final int MAX_TOLD = 100;

  private final boolean whole;
  private final Map<String, Long> events = new LinkedHashMap<>();
  private final SortedMap<Instant, Map<String, Long>> hours = new TreeMap<>();
  private final List<String> told = new ArrayList<>();
  private long damaged;
  private LogCheck.Read read = new LogCheck.Read(0, 0, 0);

  private LogFigures(boolean whole) {
    this.whole = whole;
    for (Kind kind : Kind.values()) {
      events.put(kind.toString(), 0L);
    }
  }

  /**
   * Counts.
   *
   * @param whole whether each event is read as a whole, and not its kind and times only
   */
  static LogFigures of(Path directory, boolean whole) {
    LogFigures figures = new LogFigures(whole);
    figures.read = LogCheck.read(directory, figures);
    return figures;
  }

  @Override
  public void record(Path file, long offset, ByteBuffer payload) {
    try {
      EventHead head = EventHead.read(payload);
      if (whole && head.kind() != null) {
        Event.read(payload);
      }
      String kind = head.kind() == null ? UNKNOWN : head.kind().toString();
      events.merge(kind, 1L, Long::sum);
      Instant hour = Instant.ofEpochMilli(head.ingestEpochMillis()).truncatedTo(ChronoUnit.HOURS);
      hours.computeIfAbsent(hour, key -> new LinkedHashMap<>()).merge(kind, 1L, Long::sum);
    } catch (InvalidEventException e) {
      damaged(file, offset, "a record that is no event: " + e.getMessage());
    }
  }

  @Override
  public void damaged(Path file, long offset, String what) {
    damaged++;
    if (told.size() < MAX_TOLD) {
      told.add(file + ": damaged at byte " + offset + ": " + what);
    }
  }

  /** By kind, with those that there are none of. */
  Map<String, Long> events() {
    return events;
  }

  /** By hour of the ingest, then by kind. */
  SortedMap<Instant, Map<String, Long>> hours() {
    return hours;
  }

  /** Places. */
  long damaged() {
    return damaged;
  }

  /** The first hundred places, in words. */
  List<String> told() {
    return told;
  }

  LogCheck.Read read() {
    return read;
  }

  long total() {
    return events.values().stream().mapToLong(Long::longValue).sum();
  }
}
