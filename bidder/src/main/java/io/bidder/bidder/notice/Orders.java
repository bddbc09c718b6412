package io.bidder.bidder.notice;

import io.bidder.bidder.privacy.PersonHash;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Kind;
import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.segment.RecordReader;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Counts orders and refunds, by whichever way they are told. Thread-safe. */
public final class Orders {
  /** The clock of whoever tells of an order may be ahead by this much. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private final TokenReader tokens;
  private final CountedNotices counted;
  private final @Nullable PersonClicks clicks;
  private final Supplier<PersonHash> persons;
  private final Function<EventWriter, CompletionStage<Void>> log;
  private final RecordReader records;
  private final OutcomeEvents events;

  /**
   * Counts into a log.
   *
   * @param clicks that orders of persons come of; null if an order needs a click
   * @param persons gives a hash of persons that nobody else uses
   * @param log that events are appended to; the stage completes when it has them
   * @param records of the same
   */
  public Orders(
      TokenReader tokens,
      CountedNotices counted,
      @Nullable PersonClicks clicks,
      Supplier<PersonHash> persons,
      Function<EventWriter, CompletionStage<Void>> log,
      RecordReader records,
      OutcomeEvents events) {
    this.tokens = tokens;
    this.counted = counted;
    this.clicks = clicks;
    this.persons = persons;
    this.log = log;
    this.records = records;
    this.events = events;
  }

  /** The click of an id that the landing page got. */
  Token click(String id, Instant now) throws RefusedOrderException {
    String expected = "the click id that the landing page got";
    if (id.isEmpty()) {
      throw new RefusedOrderException(
          OutcomeResult.MALFORMED, "click is missing, expected " + expected);
    }
    return switch (tokens.read(
        id, TokenKind.CLICK, now.toEpochMilli(), counted.orderLifeMillis())) {
      case TokenReading.Refusal why ->
          throw ToldOrder.refused(
              why.result(),
              "click",
              id,
              switch (why) {
                case MALFORMED -> expected;
                case UNKNOWN_KEY, FORGED -> "one that was signed here";
                case EXPIRED -> "one that has not expired";
              });
      case Token token -> token;
    };
  }

  /**
   * Counts what an advertiser tells of itself. A refund is of the bid that its order came of, and
   * needs no click if the order is known. Where there is no click, the person's newest is asked
   * for. May wait for the log, and read from it.
   *
   * @return completes when the log has it or does not take it; never fails
   */
  CompletionStage<OutcomeResult> count(ToldOrder told, String advertiserId, Instant now)
      throws RefusedOrderException {
    if (told.person() != null && clicks == null) {
      throw new RefusedOrderException(
          OutcomeResult.MALFORMED,
          "person is not asked for: outcomes.personWindow is 0s, expected a click");
    }
    boolean mayDoWithout = told.isRefund() || told.person() != null;
    Token click = mayDoWithout && told.clickId().isEmpty() ? null : click(told.clickId(), now);
    if (click != null && !click.subject().advertiserId().equals(advertiserId)) {
      throw new RefusedOrderException(
          OutcomeResult.OTHER_ADVERTISER,
          "click is another advertiser's, expected one of " + advertiserId);
    }
    Event before = told.isRefund() ? counted.order(advertiserId, told.orderId(), records) : null;
    if (before != null && before.happening() instanceof Happening.Conversion order) {
      return count(
          told,
          before.bidId(),
          order.subject(),
          order.currency(),
          order.bidEpochMillis(),
          Instant.ofEpochMilli(before.eventEpochMillis()),
          now);
    }
    if (click != null) {
      return count(told, click, now);
    }
    if (told.person() == null) {
      throw ToldOrder.refused(
          OutcomeResult.UNKNOWN_ORDER,
          "order",
          told.orderId(),
          "one that was told before, or a click");
    }
    Event newest = newestClick(told.person(), advertiserId, now);
    if (newest == null || !(newest.happening() instanceof Happening.Click of)) {
      throw new RefusedOrderException(
          OutcomeResult.UNKNOWN_PERSON,
          "person has not clicked, expected a click on an ad of %s within outcomes.personWindow"
              .formatted(advertiserId));
    }
    return count(
        told,
        newest.bidId(),
        of.subject(),
        of.subject().currency(),
        0,
        Instant.ofEpochMilli(newest.eventEpochMillis()),
        now);
  }

  private @Nullable Event newestClick(ToldPerson told, String advertiserId, Instant now) {
    String person = persons.get().of(told.kind(), told.exchange(), told.id());
    return clicks == null ? null : clicks.newest(advertiserId, person, now.toEpochMilli(), records);
  }

  /**
   * Counts an order that a click led to, or a refund of it.
   *
   * @return completes when the log has it or does not take it; never fails
   */
  CompletionStage<OutcomeResult> count(ToldOrder told, Token click, Instant now)
      throws RefusedOrderException {
    return count(
        told,
        click.bidId(),
        click.subject(),
        click.subject().currency(),
        click.bidEpochMillis(),
        Instant.ofEpochMilli(click.bidEpochMillis()),
        now);
  }

  /**
   * Likewise.
   *
   * @param otherwise the currency, unless it is told
   * @param bidEpochMillis when the bid was made; 0 where it is not known
   * @param earliest time of what it must come after
   */
  private CompletionStage<OutcomeResult> count(
      ToldOrder told,
      BidId bid,
      Subject subject,
      String otherwise,
      long bidEpochMillis,
      Instant earliest,
      Instant at)
      throws RefusedOrderException {
    long value = told.valueMicros();
    String currency = told.currency().isEmpty() ? otherwise : told.currency();
    Happening happening =
        told.isRefund()
            ? new Happening.Refund(subject, told.orderId(), -value, currency)
            : new Happening.Conversion(
                subject, told.orderId(), value, currency, true, bidEpochMillis);
    // A clock that was set back does not have things happen before what they come of.
    Instant now = at.isBefore(earliest) ? earliest : at;
    long time = time(told, earliest, now).toEpochMilli();
    return counted
        .count(new Event(bid, time, now.toEpochMilli(), happening), log)
        .thenApply(result -> {
          events.outcome(told.isRefund() ? Kind.REFUND : Kind.CONVERSION, result);
          return result;
        });
  }

  private static Instant time(ToldOrder told, Instant earliest, Instant now)
      throws RefusedOrderException {
    Instant time = told.time();
    if (time == null) {
      return now;
    }
    if (time.isBefore(earliest)) {
      throw ToldOrder.refused(
          OutcomeResult.WRONG_TIME,
          "time",
          time,
          "none before the bid, the person's click or the refund's order, of " + earliest);
    }
    if (time.isAfter(now.plus(CLOCK_SKEW))) {
      throw ToldOrder.refused(
          OutcomeResult.WRONG_TIME, "time", time, "none in the future: it is " + now);
    }
    return time;
  }
}
