package io.bidder.trainer.learn;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventHead;
import io.bidder.eventlog.event.InvalidEventException;
import io.bidder.eventlog.event.Kind;
import io.bidder.eventlog.join.JoinRules;
import io.bidder.eventlog.join.MemoryJoinState;
import io.bidder.eventlog.join.OutcomeJoin;
import io.bidder.eventlog.join.TrainingRow;
import io.bidder.eventlog.segment.EventLogException;
import io.bidder.eventlog.segment.LogReader;
import io.bidder.modelstore.directory.FileWrites;
import io.bidder.settings.IoReasons;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A server's log, followed from another process, and its bids joined with what comes of them. It
 * goes on where it was kept last; what was told since is told again. One thread's.
 */
final class JoinedLog implements AutoCloseable {
  private static final String FILE = "position.bin";
  private static final int VERSION = 1;
  private static final long CLOCK_SET_BACK_MILLIS = TimeUnit.MINUTES.toMillis(10);

  private final Path directory;
  private final Path kept;
  private final LogReader reader;

  /** Goes back to bids that something came of. */
  private final LogReader back;

  private final JoinRules rules;
  private final OutcomeJoin join;
  private final MemoryJoinState state;
  private final BidPositions bids;

  /** Before it only bids are of interest: what came of them is in the state. */
  private final long from;

  private long lastIngestMillis;

  private JoinedLog(
      Path directory, Path kept, JoinRules rules, Kept start, Consumer<TrainingRow> rows) {
    this.directory = directory;
    this.kept = kept;
    this.rules = rules;
    state = start.state;
    from = start.position;
    lastIngestMillis = start.lastIngestMillis;
    join = new OutcomeJoin(rules, state, rows);
    reader = LogReader.open(directory, start.bidsFrom);
    back = LogReader.open(directory, start.bidsFrom);
    bids = new BidPositions(rules.impressionWindow().toMillis(), start.bidsFrom);
  }

  /** How far it was when it was kept. */
  private record Kept(long bidsFrom, long position, long lastIngestMillis, MemoryJoinState state) {}

  /**
   * Opens a log where it was left, or at its start.
   *
   * @param kept the directory of what it is told to {@link #keep}
   * @param rows takes the rows
   * @throws EventLogException if there is no log, or it is damaged
   */
  static JoinedLog open(Path directory, Path kept, JoinRules rules, Consumer<TrainingRow> rows) {
    long first;
    UUID log;
    try (LogReader atStart = LogReader.openAtStart(directory)) {
      first = atStart.segmentPosition();
      log = atStart.logId();
    }
    Kept start = read(kept.resolve(FILE), log, rules);
    if (start == null || start.bidsFrom < first) {
      start = new Kept(first, first, 0, new MemoryJoinState());
    }
    return new JoinedLog(directory, kept, rules, start, rows);
  }

  private static @Nullable Kept read(Path file, UUID log, JoinRules rules) {
    if (!Files.exists(file)) {
      return null;
    }
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      if (in.readInt() != VERSION
          || in.readLong() != log.getMostSignificantBits()
          || in.readLong() != log.getLeastSignificantBits()
          || !in.readUTF().equals(text(rules))) {
        return null;
      }
      return new Kept(in.readLong(), in.readLong(), in.readLong(), MemoryJoinState.load(in));
    } catch (IOException e) {
      throw EventLogException.failed(file + ": cannot be read: " + IoReasons.of(e), e);
    }
  }

  /** The rules as text, the same in every process. */
  private static String text(JoinRules rules) {
    return new TreeSet<>(rules.shownBy())
        + " "
        + List.of(
            rules.impressionWindow(),
            rules.settleAfter(),
            rules.clickWindow(),
            rules.conversionWindow(),
            rules.viewWindow(),
            rules.maxReportingDelay(),
            rules.maxArrivalDelay());
  }

  /**
   * Takes events that have come since.
   *
   * @param atMost events
   * @return false if there are none left for now
   */
  boolean read(int atMost) {
    for (int i = 0; i < atMost; i++) {
      if (!reader.next()) {
        join.advance(lastIngestMillis);
        return false;
      }
      take();
    }
    join.advance(lastIngestMillis);
    return true;
  }

  private void take() {
    EventHead head;
    try {
      head = EventHead.read(reader.payload().duplicate());
    } catch (InvalidEventException e) {
      // Of a later version: it makes no row.
      return;
    }
    // In a mirror of a fleet's topic, logs that are not read at the same speed lie side by side.
    long aheadMillis = lastIngestMillis - head.ingestEpochMillis();
    if (aheadMillis < 0 || aheadMillis > CLOCK_SET_BACK_MILLIS) {
      lastIngestMillis = head.ingestEpochMillis();
    }
    if (head.kind() == null || head.bidId().equals(BidId.NONE)) {
      return;
    }
    if (head.kind() == Kind.BID && state.get(head.bidId()) == null) {
      bids.add(head.bidId(), reader.position(), lastIngestMillis);
    } else if (head.kind() == Kind.BID) {
      // What came of it came first: from another server's log.
      join.on(Event.read(reader.payload()));
    } else if (reader.position() >= from && makesRows(head.kind())) {
      long bid = bids.take(head.bidId());
      if (bid != BidPositions.NONE) {
        join.on(eventAt(bid));
      }
      try {
        join.on(Event.read(reader.payload()));
      } catch (InvalidEventException e) {
        // Of a later version: it changes no row.
      }
    }
  }

  private boolean makesRows(Kind kind) {
    return rules.shownBy().contains(kind)
        || kind == Kind.CLICK
        || kind == Kind.CONVERSION
        || kind == Kind.REFUND;
  }

  private Event eventAt(long position) {
    // Once more: it may have been half written when what is in memory was read.
    for (int tries = 0; tries < 2; tries++) {
      back.goTo(position);
      if (back.next()) {
        return Event.read(back.payload());
      }
    }
    throw new IllegalStateException(directory + ": has no bid at position " + position);
  }

  /** The time at which the last event was taken into the log, in milliseconds since 1970. */
  long lastIngestMillis() {
    return lastIngestMillis;
  }

  /** Keeps how far it is, so that it goes on from here. */
  void keep() {
    Path next = kept.resolve(FILE + ".next");
    FileWrites.write(
        next,
        file -> {
          try (DataOutputStream out =
              new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeInt(VERSION);
            out.writeLong(reader.logId().getMostSignificantBits());
            out.writeLong(reader.logId().getLeastSignificantBits());
            out.writeUTF(text(rules));
            out.writeLong(bids.from());
            out.writeLong(reader.nextPosition());
            out.writeLong(lastIngestMillis);
            state.save(out);
          }
          Files.move(
              file,
              kept.resolve(FILE),
              StandardCopyOption.ATOMIC_MOVE,
              StandardCopyOption.REPLACE_EXISTING);
        });
  }

  @Override
  public void close() {
    try (back) {
      reader.close();
    }
  }
}
