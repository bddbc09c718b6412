package io.bidder.eventstreams;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.InvalidEventException;
import io.bidder.eventlog.join.JoinRules;
import io.bidder.eventlog.join.OutcomeJoin;
import io.bidder.eventlog.join.TrainingRow;
import io.bidder.eventlog.kafka.Source;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Joins the events of one partition, with an {@link OutcomeJoin} whose state is in stores. All time
 * is the events': the latest ingest time of the partition is now, so reading a topic again from its
 * beginning makes the same rows.
 */
final class JoinProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  static final String BIDS = "bids";
  static final String TIMERS = "timers";
  static final String PROGRESS = "progress";

  private static final Bytes NOW = Bytes.wrap("now".getBytes(StandardCharsets.ISO_8859_1));
  private static final Bytes RULES = Bytes.wrap("rules".getBytes(StandardCharsets.ISO_8859_1));

  /** Rows may be told this much later than they could be. */
  private static final long ADVANCE_MILLIS = 1_000;

  private final JoinRules rules;
  private final InstantSource clock;
  private final JoinFigures figures;
  private @Nullable Task task;

  JoinProcessor(JoinRules rules, InstantSource clock, JoinFigures figures) {
    this.rules = rules;
    this.clock = clock;
    this.figures = figures;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    task = new Task(context, rules, clock, figures);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    if (task != null) {
      task.process(record);
    }
  }

  /** What there is from when the partition was assigned until it is taken away. */
  private static final class Task {
    private final ProcessorContext<byte[], byte[]> context;
    private final InstantSource clock;
    private final JoinFigures figures;

    /** The position that each log was read to, by its id; what {@code now} is, and the rules. */
    private final KeyValueStore<Bytes, byte[]> progress;

    private final OutcomeJoin join;
    private long nowEpochMillis;
    private long advancedEpochMillis;
    private long notJoined;

    Task(
        ProcessorContext<byte[], byte[]> context,
        JoinRules rules,
        InstantSource clock,
        JoinFigures figures) {
      this.context = context;
      this.clock = clock;
      this.figures = figures;
      progress = context.getStateStore(PROGRESS);
      expectSame(rules);
      join =
          new OutcomeJoin(
              rules,
              new StoreJoinState(context.getStateStore(BIDS), context.getStateStore(TIMERS)),
              this::tell);
      byte[] now = progress.get(NOW);
      nowEpochMillis = now == null ? 0 : number(now);
      advancedEpochMillis = nowEpochMillis;
    }

    /** State is of the rules that it was made by. */
    private void expectSame(JoinRules rules) {
      byte[] these = text(rules).getBytes(StandardCharsets.UTF_8);
      byte[] before = progress.get(RULES);
      if (before == null) {
        progress.put(RULES, these);
      } else if (!Arrays.equals(before, these)) {
        throw new StreamsException(
            "the state was made by other rules, expected "
                + new String(before, StandardCharsets.UTF_8)
                + ": other rules need another --application");
      }
    }

    private static String text(JoinRules rules) {
      return "shown by %s within %s, settled after %s, clicks %s, conversions %s, views %s, reported in %s, here in %s"
          .formatted(
              new TreeSet<>(rules.shownBy()),
              rules.impressionWindow(),
              rules.settleAfter(),
              rules.clickWindow(),
              rules.conversionWindow(),
              rules.viewWindow(),
              rules.maxReportingDelay(),
              rules.maxArrivalDelay());
    }

    void process(Record<byte[], byte[]> record) {
      Source source = Source.of(record.headers());
      if (source == null || record.value() == null) {
        figures.unreadable.increment();
        return;
      }
      if (isRepeat(source)) {
        figures.repeats.increment();
        return;
      }
      Event event;
      try {
        event = Event.read(ByteBuffer.wrap(record.value()));
      } catch (InvalidEventException e) {
        figures.unreadable.increment();
        return;
      }
      figures.events.increment();
      join.on(event);
      advance(event.ingestEpochMillis());
    }

    private boolean isRepeat(Source source) {
      UUID log = source.log();
      Bytes key =
          Bytes.wrap(
              ByteBuffer.allocate(2 * Long.BYTES)
                  .putLong(log.getMostSignificantBits())
                  .putLong(log.getLeastSignificantBits())
                  .array());
      byte[] before = progress.get(key);
      if (before != null && source.position() <= number(before)) {
        return true;
      }
      progress.put(key, bytes(source.position()));
      return false;
    }

    private void advance(long ingestEpochMillis) {
      // A bidder whose clock is ahead must not make all others' events late.
      long now = Math.min(ingestEpochMillis, clock.millis());
      if (now <= nowEpochMillis) {
        return;
      }
      nowEpochMillis = now;
      progress.put(NOW, bytes(nowEpochMillis));
      if (nowEpochMillis - advancedEpochMillis >= ADVANCE_MILLIS) {
        advancedEpochMillis = nowEpochMillis;
        join.advance(nowEpochMillis);
        figures.notJoined.add(join.notJoined() - notJoined);
        notJoined = join.notJoined();
      }
    }

    private void tell(TrainingRow row) {
      figures.rows.increment();
      context.forward(
          new Record<>(RowJson.key(row), RowJson.of(row), Math.max(0, row.knownAtEpochMillis())));
    }

    private static byte[] bytes(long number) {
      return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static long number(byte[] bytes) {
      return ByteBuffer.wrap(bytes).getLong();
    }
  }
}
