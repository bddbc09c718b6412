package io.bidder.bidder.notice;

import io.bidder.bidder.config.OutcomesConfig;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Kind;
import io.bidder.eventlog.follow.Fold;
import io.bidder.eventlog.segment.RecordReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The notices that are in the log: each bid's once of each kind, however often it is sent, for as
 * long as its token is believed and across restarts. Notices that are on their way to the log are
 * kept beside the fold until it has seen them. Thread-safe.
 */
public final class CountedNotices implements Fold {
  /** A clock that is set back by no more than this lets nothing count twice. */
  private static final Duration CLOCK_SLACK = Duration.ofHours(1);

  private static final int SWEPT_PER_EVENT = 4;

  /** There is room for so many orders at first: they are far fewer than notices. */
  private static final int FIRST_ORDERS = 1_000;

  private static final char ORDER = 'o';
  private static final char REFUND = 'r';
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final OutcomesConfig config;
  private final NoticeTable notices;
  private final NoticeTable orders = new NoticeTable(FIRST_ORDERS, true);
  private final @Nullable CountedNotices fleet;
  private final Map<Key, Pending> pending = new ConcurrentHashMap<>();
  private final ThreadLocal<EventWriter> writers = ThreadLocal.withInitial(EventWriter::new);
  private long latestEpochMillis;

  /** A bid's notice of a kind, or an order: what its id and its advertiser's hash to. */
  private record Key(BidId bidId, char kind) {
    long hash() {
      return mix(bidId.high() ^ mix(bidId.low() + (kind + 1) * GOLDEN));
    }

    int more() {
      return (int) mix(bidId.low() ^ mix(bidId.high() + (kind + 2) * GOLDEN));
    }

    private static long mix(long value) {
      long mixed = (value ^ (value >>> 32)) * 0xd6e8feb86659fd93L;
      mixed = (mixed ^ (mixed >>> 32)) * 0xd6e8feb86659fd93L;
      return mixed ^ (mixed >>> 32);
    }
  }

  /** An event that is on its way to the log. */
  private record Pending(Event event, CompletableFuture<OutcomeResult> result) {}

  /** Notices of one log or, as a fold that follows the fleet's topic, of several. */
  public CountedNotices(OutcomesConfig config) {
    this(config, null);
  }

  /**
   * Notices of one log, which do not count if they are among the fleet's.
   *
   * @param fleet is a fold of its own; null without a fleet
   */
  public CountedNotices(OutcomesConfig config, @Nullable CountedNotices fleet) {
    this.config = config;
    this.fleet = fleet;
    notices = new NoticeTable(config.maxNotices(), false);
  }

  /** From a bid, until when a notice of the kind is believed. */
  public long lifeMillis(TokenKind kind) {
    return switch (kind) {
      case WIN, LOSS, MARKUP -> config.winExpiry().toMillis();
      case BILLED, IMPRESSION -> config.impressionExpiry().toMillis();
      case CLICK -> config.clickExpiry().toMillis();
    };
  }

  /**
   * Counts a notice, unless it was counted before.
   *
   * @param log that events are appended to
   * @return completes when the log has it or does not take it; never fails
   */
  CompletionStage<OutcomeResult> count(
      Event event, Function<EventWriter, CompletionStage<Void>> log) {
    Key key = key(event);
    if (key == null) {
      throw new IllegalArgumentException("no notice: " + event.happening().kind());
    }
    Pending mine = new Pending(event, new CompletableFuture<>());
    Pending before = pending.putIfAbsent(key, mine);
    if (before != null) {
      return before.result.thenApply(
          result -> result == OutcomeResult.ACCEPTED ? OutcomeResult.DUPLICATE : result);
    }
    // Asked only now: what is on its way is in the table before it is no longer pending.
    if (contains(key) || (fleet != null && fleet.contains(key))) {
      return end(key, mine, OutcomeResult.DUPLICATE);
    }
    long known = Math.max(size(), fleet == null ? 0 : fleet.size());
    if (known + pending.size() > config.maxNotices()) {
      return end(key, mine, OutcomeResult.FULL);
    }
    EventWriter writer = writers.get();
    writer.write(event);
    CompletionStage<Void> _ =
        log.apply(writer)
            .whenComplete((_, failure) -> {
              if (failure == null) {
                mine.result.complete(OutcomeResult.ACCEPTED);
              } else {
                end(key, mine, OutcomeResult.UNAVAILABLE);
              }
            });
    return mine.result;
  }

  private boolean contains(Key key) {
    return table(key).contains(key.hash(), key.more());
  }

  private long size() {
    return notices.size() + orders.size();
  }

  private CompletionStage<OutcomeResult> end(Key key, Pending mine, OutcomeResult result) {
    pending.remove(key, mine);
    mine.result.complete(result);
    return mine.result;
  }

  private NoticeTable table(Key key) {
    return key.kind == ORDER ? orders : notices;
  }

  /**
   * The event of an order that was counted into this server's own log. Waits if it is on its way to
   * the log, and reads it from there if it is not.
   *
   * @return null if it is not remembered, or the log no longer has it
   */
  @Nullable Event order(String advertiserId, String orderId, RecordReader log) {
    Key key = orderKey(advertiserId, orderId, ORDER, "");
    Pending coming = pending.get(key);
    if (coming != null && coming.result.join() == OutcomeResult.ACCEPTED) {
      return coming.event;
    }
    long position = orders.position(key.hash(), key.more());
    ByteBuffer event = position < 0 ? null : log.read(position);
    return event == null ? null : Event.read(event);
  }

  private static @Nullable TokenKind kind(Happening happening) {
    return switch (happening) {
      case Happening.Win _ -> TokenKind.WIN;
      case Happening.Billed _ -> TokenKind.BILLED;
      case Happening.Loss _ -> TokenKind.LOSS;
      case Happening.Impression _ -> TokenKind.IMPRESSION;
      case Happening.Click _ -> TokenKind.CLICK;
      default -> null;
    };
  }

  private static @Nullable Key key(Event event) {
    return switch (event.happening()) {
      case Happening.Conversion order ->
          orderKey(order.subject().advertiserId(), order.orderId(), ORDER, "");
      // Parts of an order may be taken back one by one, as long as they differ.
      case Happening.Refund order ->
          orderKey(
              order.subject().advertiserId(), order.orderId(), REFUND, "\0" + order.valueMicros());
      default -> {
        TokenKind kind = kind(event.happening());
        yield kind == null ? null : new Key(event.bidId(), kind.letter());
      }
    };
  }

  private static Key orderKey(String advertiserId, String orderId, char kind, String more) {
    byte[] hash =
        TokenSignature.sha256()
            .digest((advertiserId + "\0" + orderId + more).getBytes(StandardCharsets.UTF_8));
    ByteBuffer bits = ByteBuffer.wrap(hash);
    return new Key(new BidId(bits.getLong(), bits.getLong()), kind);
  }

  /** From a bid, until when an order is believed to come of it. */
  long orderLifeMillis() {
    return config.orderExpiry().toMillis();
  }

  @Override
  public String name() {
    return "notices";
  }

  @Override
  public int version() {
    return 2;
  }

  /** Notices, orders and refunds: most of a log are bids, and those say nothing here. */
  @Override
  public boolean wants(Kind kind) {
    return kind != Kind.BID && kind != Kind.REQUEST && kind != Kind.CONTROL;
  }

  @Override
  public void on(Event event, long position) {
    latestEpochMillis = Math.max(latestEpochMillis, event.ingestEpochMillis());
    notices.sweep(SWEPT_PER_EVENT, latestEpochMillis);
    orders.sweep(SWEPT_PER_EVENT, latestEpochMillis);
    Key key = key(event);
    if (key != null) {
      TokenKind kind = kind(event.happening());
      long lifeMillis = kind == null ? orderLifeMillis() : lifeMillis(kind);
      long expiry = event.ingestEpochMillis() + lifeMillis + CLOCK_SLACK.toMillis();
      table(key).put(key.hash(), key.more(), expiry, position);
      pending.remove(key);
    }
  }

  @Override
  public void writeTo(DataOutputStream out) throws IOException {
    out.writeLong(latestEpochMillis);
    notices.writeTo(out);
    orders.writeTo(out);
  }

  @Override
  public void readFrom(DataInputStream in) throws IOException {
    latestEpochMillis = in.readLong();
    notices.readFrom(in);
    orders.readFrom(in);
  }

  @Override
  public void clear() {
    latestEpochMillis = 0;
    notices.clear();
    orders.clear();
  }
}
