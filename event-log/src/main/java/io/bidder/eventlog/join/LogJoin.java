package io.bidder.eventlog.join;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventHead;
import io.bidder.eventlog.event.Kind;
import io.bidder.eventlog.segment.EventLogException;
import io.bidder.eventlog.segment.LogReader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins a log that is on disk: the newest row of each bid that an {@link OutcomeJoin} has told by a
 * time, in the order of the bids. Somebody may append to the log meanwhile; what comes after the
 * beginning is for the next time.
 *
 * <p>It reads the log twice, first what came of bids, then the bids: memory is for what came of
 * bids that were shown, about 500 bytes each, and not for bids. Used once.
 */
public final class LogJoin {
  private static final byte[] NONE = {};
  private static final int EVENTS_AT_ONCE = 1 << 16;

  private final Path directory;
  private final JoinRules rules;
  private final LongConsumer progress;
  private final Map<BidId, byte[]> outcomes = new HashMap<>();
  private long endPosition;
  private long lastIngestEpochMillis;
  private long eventsRead;
  private long rows;
  private long unsettled;
  private long notJoined;

  /**
   * Reads nothing yet.
   *
   * @param directory of the log
   * @param progress told events read so far now and then, in the end twice as many as there are
   */
  public LogJoin(Path directory, JoinRules rules, LongConsumer progress) {
    this.directory = directory;
    this.rules = rules;
    this.progress = progress;
  }

  /**
   * Joins.
   *
   * @param asOfEpochMillis leaves out what was told later; null for the time of the last event
   * @throws EventLogException if there is no log, or it is damaged
   */
  public void join(@Nullable Long asOfEpochMillis, Consumer<TrainingRow> each) {
    try (LogReader log = LogReader.openAtStart(directory)) {
      readOutcomes(log);
    }
    long asOf = asOfEpochMillis == null ? lastIngestEpochMillis : asOfEpochMillis;
    try (LogReader log = LogReader.openAtStart(directory)) {
      readBids(log, asOf, each);
    }
    for (byte[] left : outcomes.values()) {
      notJoined += Known.events(ByteBuffer.wrap(left)).size();
    }
  }

  private void readOutcomes(LogReader log) {
    while (log.next()) {
      endPosition = log.nextPosition();
      EventHead head = head(log);
      lastIngestEpochMillis = Math.max(lastIngestEpochMillis, head.ingestEpochMillis());
      if (head.kind() != null && head.kind() != Kind.BID && !head.bidId().equals(BidId.NONE)) {
        add(Event.read(log.payload()), log.payload());
      }
    }
  }

  private EventHead head(LogReader log) {
    if (++eventsRead % EVENTS_AT_ONCE == 0) {
      progress.accept(eventsRead);
    }
    return EventHead.read(log.payload());
  }

  private void add(Event event, ByteBuffer bytes) {
    if (Story.counts(event.happening(), rules)) {
      outcomes.merge(
          event.bidId(),
          Known.with(NONE, bytes),
          (before, one) -> {
            List<Event> events = Known.events(ByteBuffer.wrap(before));
            if (events.contains(event)) {
              return before;
            }
            if (events.size() >= Story.MAX_EVENTS) {
              notJoined++;
              return before;
            }
            return Known.with(before, bytes);
          });
    }
  }

  private void readBids(LogReader log, long asOf, Consumer<TrainingRow> each) {
    while (log.next(endPosition)) {
      EventHead head = head(log);
      byte[] came = head.kind() == Kind.BID ? outcomes.remove(head.bidId()) : null;
      if (came != null) {
        List<Event> events = new ArrayList<>(Known.events(ByteBuffer.wrap(came)));
        events.add(Event.read(log.payload()));
        tell(new Story(events, rules), asOf, each);
      }
    }
  }

  private void tell(Story story, long asOf, Consumer<TrainingRow> each) {
    List<TrainingRow> all = story.rows();
    TrainingRow newest = null;
    for (TrainingRow row : all) {
      newest = row.knownAtEpochMillis() <= asOf ? row : newest;
    }
    if (newest != null) {
      rows++;
      each.accept(newest);
    } else if (!all.isEmpty()) {
      unsettled++;
    }
    notJoined += story.notJoined();
  }

  /** Rows that were told. */
  public long rows() {
    return rows;
  }

  /** Bids that were shown, of which nothing is settled by then. */
  public long unsettled() {
    return unsettled;
  }

  /** Events that came too late for their bid, or whose bid was not shown or is not there. */
  public long notJoined() {
    return notJoined;
  }
}
