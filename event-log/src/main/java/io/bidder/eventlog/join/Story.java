package io.bidder.eventlog.join;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Happening.Billed;
import io.bidder.eventlog.event.Happening.Click;
import io.bidder.eventlog.event.Happening.Conversion;
import io.bidder.eventlog.event.Happening.Impression;
import io.bidder.eventlog.event.Happening.Refund;
import io.bidder.eventlog.event.Happening.Win;
import io.bidder.eventlog.event.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The events of one bid, and the rows that they make: a function of the set of them, in whatever
 * order and however often they came.
 *
 * <p>More events never make fewer rows, only more or other ones, so that a row that was told is
 * replaced and never has to be taken back.
 */
final class Story {
  /** Of a bid, beside the bid itself: who has more is up to something. */
  static final int MAX_EVENTS = 100;

  /** The clocks of those who tell of events may differ by this much. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

  /** Earliest first; of what came at the same time, in an order that does not depend on arrival. */
  private static final Comparator<Event> BY_INGEST =
      Comparator.comparingLong(Event::ingestEpochMillis)
          .thenComparingLong(Event::eventEpochMillis)
          .thenComparing(event -> event.happening().kind())
          .thenComparing(event -> event.happening().toString());

  private final JoinRules rules;
  private final @Nullable Event bid;
  private final List<Event> outcomes;
  private final int others;
  private final @Nullable Shown shown;

  /** Of all events. */
  private final long firstIngest;

  /**
   * The showing of the ad, which several events may tell of.
   *
   * @param at the earliest time that they tell
   * @param ingested the first of them
   * @param lastAt the latest time that they tell
   */
  private record Shown(long at, long ingested, long lastAt) {
    static Shown of(Event event) {
      return new Shown(
          event.eventEpochMillis(), event.ingestEpochMillis(), event.eventEpochMillis());
    }

    Shown and(Shown other) {
      return new Shown(
          Math.min(at, other.at),
          Math.min(ingested, other.ingested),
          Math.max(lastAt, other.lastAt));
    }
  }

  /**
   * Reads the events of one bid.
   *
   * @param events those that {@linkplain #counts count}, at least one
   */
  Story(Collection<Event> events, JoinRules rules) {
    this.rules = rules;
    List<Event> inOrder = events.stream().distinct().sorted(BY_INGEST).toList();
    firstIngest = inOrder.getFirst().ingestEpochMillis();
    bid = inOrder.stream().filter(Story::isBid).findFirst().orElse(null);
    outcomes = inOrder.stream().filter(event -> isOutcome(event.happening())).toList();
    others = (int) inOrder.stream().filter(event -> !isBid(event)).count();
    long shownBy = unshownAt();
    shown =
        inOrder.stream()
            .filter(event -> isShown(event.happening(), rules))
            .filter(event -> event.ingestEpochMillis() <= shownBy)
            .map(Shown::of)
            .reduce(Shown::and)
            .orElse(null);
  }

  /** Tells whether an event may make or change a row: others need not be kept. */
  static boolean counts(Happening happening, JoinRules rules) {
    return happening instanceof Happening.Bid || isOutcome(happening) || isShown(happening, rules);
  }

  static boolean isBid(Event event) {
    return event.happening() instanceof Happening.Bid;
  }

  private static boolean isOutcome(Happening happening) {
    return happening instanceof Click
        || happening instanceof Conversion
        || happening instanceof Refund;
  }

  private static boolean isShown(Happening happening, JoinRules rules) {
    return switch (happening) {
      case Impression _ -> rules.shownBy().contains(Kind.IMPRESSION);
      case Billed _ -> rules.shownBy().contains(Kind.BILLED);
      case Win _ -> rules.shownBy().contains(Kind.WIN);
      default -> false;
    };
  }

  /** The time after which nothing shows any more that the ad was shown. */
  private long unshownAt() {
    long from = bid == null ? firstIngest : bid.ingestEpochMillis();
    return from + rules.impressionWindow().toMillis();
  }

  /**
   * The rows of a bid that was shown, revision after revision: the first when it is settled, and
   * one for each time later at which outcomes were told. None without a bid that was shown.
   */
  List<TrainingRow> rows() {
    if (bid == null || shown == null || !(bid.happening() instanceof Happening.Bid of)) {
      return List.of();
    }
    long settledAt = settledAt(bid, shown);
    List<TrainingRow> rows = new ArrayList<>();
    rows.add(row(bid, of, shown, settledAt, 0));
    outcomes.stream()
        .mapToLong(Event::ingestEpochMillis)
        .filter(at -> at > settledAt && at <= closedAt(shown))
        .distinct()
        .forEach(at -> rows.add(row(bid, of, shown, at, rows.size())));
    return rows;
  }

  /** What came before both the bid and its impression are there is known with them. */
  private long settledAt(Event bid, Shown shown) {
    return Math.max(
        Math.max(bid.ingestEpochMillis(), shown.ingested),
        shown.at + rules.settleAfter().toMillis());
  }

  private long closedAt(Shown shown) {
    return shown.lastAt + rules.horizonMillis();
  }

  /** The time from which on no event is expected that makes or changes a row. */
  long forgottenAt() {
    long last = unshownAt();
    if (bid != null && shown != null) {
      last = Math.max(closedAt(shown), settledAt(bid, shown));
    }
    return last + rules.maxArrivalDelay().toMillis();
  }

  /** Events that came too late for their bid, or whose bid was not shown or is not there. */
  long notJoined() {
    return shown == null || bid == null
        ? others
        : outcomes.stream().filter(event -> event.ingestEpochMillis() > closedAt(shown)).count();
  }

  private TrainingRow row(
      Event bidEvent, Happening.Bid of, Shown shown, long knownAt, int revision) {
    List<Event> known =
        outcomes.stream()
            .filter(event -> event.ingestEpochMillis() <= Math.min(knownAt, closedAt(shown)))
            .toList();
    Event click =
        known.stream()
            .filter(event -> event.happening() instanceof Click)
            .filter(event -> isWithin(event, shown.at, rules.clickWindow()))
            .min(Comparator.comparingLong(Event::eventEpochMillis))
            .orElse(null);
    Orders orders = new Orders();
    for (Event event : known) {
      if (event.happening() instanceof Conversion order
          && isAttributed(event, order, shown, click)) {
        orders.add(event, order);
      }
    }
    // Once each, though two bidders may have been told at the same time.
    for (Happening told : known.stream().map(Event::happening).distinct().toList()) {
      if (told instanceof Refund refund) {
        orders.takeBack(refund);
      }
    }
    long from = click == null ? shown.at : click.eventEpochMillis();
    return new TrainingRow(
        bidEvent.bidId(),
        revision,
        knownAt,
        of,
        bidEvent.eventEpochMillis(),
        shown.at,
        click == null ? TrainingRow.NEVER : delay(shown.at, click.eventEpochMillis()),
        orders.count(),
        orders.count() == 0 ? TrainingRow.NEVER : delay(from, orders.firstAt()),
        orders.valueMicros(),
        orders.currency());
  }

  private boolean isAttributed(Event event, Conversion order, Shown shown, @Nullable Event click) {
    if (click != null && isWithin(event, click.eventEpochMillis(), rules.conversionWindow())) {
      return true;
    }
    return !order.byClick()
        && rules.viewWindow().isPositive()
        && isWithin(event, shown.at, rules.viewWindow());
  }

  private static boolean isWithin(Event event, long sinceEpochMillis, Duration window) {
    long after = event.eventEpochMillis() - sinceEpochMillis;
    return after >= -CLOCK_SKEW.toMillis() && after <= window.toMillis();
  }

  private static long delay(long from, long to) {
    return Math.max(0, to - from);
  }

  /** The orders that count, each once, in the order in which they were told. */
  private static final class Orders {
    private record Order(String id, long at, long valueMicros, String currency) {}

    private final List<Order> orders = new ArrayList<>();

    void add(Event event, Conversion order) {
      if (orders.stream().noneMatch(other -> other.id.equals(order.orderId()))) {
        orders.add(
            new Order(
                order.orderId(), event.eventEpochMillis(), order.valueMicros(), order.currency()));
      }
    }

    /** What was refunded is less; an order of which nothing is left is none. */
    void takeBack(Refund refund) {
      orders.replaceAll(order ->
          order.id.equals(refund.orderId()) && order.currency.equals(refund.currency())
              ? new Order(
                  order.id, order.at, order.valueMicros - refund.valueMicros(), order.currency)
              : order);
      orders.removeIf(order -> order.id.equals(refund.orderId()) && order.valueMicros <= 0);
    }

    int count() {
      return orders.size();
    }

    long firstAt() {
      return orders.stream().mapToLong(Order::at).min().orElse(0);
    }

    String currency() {
      return orders.isEmpty() ? "" : orders.getFirst().currency;
    }

    long valueMicros() {
      return orders.stream()
          .filter(order -> Objects.equals(order.currency, currency()))
          .mapToLong(Order::valueMicros)
          .sum();
    }
  }
}
