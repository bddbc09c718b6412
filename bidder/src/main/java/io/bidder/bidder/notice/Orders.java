package io.bidder.bidder.notice;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Kind;
import io.bidder.eventlog.event.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Counts orders and refunds, by whichever way they are told. Thread-safe. */
public final class Orders {
  /** The clock of whoever tells of an order may be ahead by this much. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private final TokenReader tokens;
  private final CountedNotices counted;
  private final Function<EventWriter, CompletionStage<Void>> log;
  private final InstantSource clock;
  private final OutcomeEvents events;

  /**
   * Counts into a log.
   *
   * @param log that events are appended to; the stage completes when it has them
   */
  public Orders(
      TokenReader tokens,
      CountedNotices counted,
      Function<EventWriter, CompletionStage<Void>> log,
      InstantSource clock,
      OutcomeEvents events) {
    this.tokens = tokens;
    this.counted = counted;
    this.log = log;
    this.clock = clock;
    this.events = events;
  }

  /** The click of an id that the landing page got. */
  Token click(String id) throws RefusedOrderException {
    return switch (tokens.read(id, TokenKind.CLICK, clock.millis(), counted.orderLifeMillis())) {
      case TokenReading.Refusal why ->
          throw ToldOrder.refused(
              why.result(),
              "click",
              id,
              switch (why) {
                case MALFORMED -> "the click id that the landing page got";
                case UNKNOWN_KEY, FORGED -> "one that was signed here";
                case EXPIRED -> "one that has not expired";
              });
      case Token token -> token;
    };
  }

  /**
   * Counts an order that a click led to, or a refund of it.
   *
   * @return completes when the log has it or does not take it; never fails
   */
  CompletionStage<OutcomeResult> count(ToldOrder told, Token click) throws RefusedOrderException {
    Subject subject = click.subject();
    long value = told.valueMicros();
    String currency = told.currency().isEmpty() ? subject.currency() : told.currency();
    Happening happening =
        told.isRefund()
            ? new Happening.Refund(subject, told.orderId(), -value, currency)
            : new Happening.Conversion(subject, told.orderId(), value, currency, true);
    // A clock that was set back does not have things happen before the bid.
    Instant bid = Instant.ofEpochMilli(click.bidEpochMillis());
    Instant now = clock.instant().isBefore(bid) ? bid : clock.instant();
    long at = time(told, bid, now).toEpochMilli();
    return counted
        .count(new Event(click.bidId(), at, now.toEpochMilli(), happening), log)
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
          OutcomeResult.WRONG_TIME, "time", time, "none before the bid, " + earliest);
    }
    if (time.isAfter(now.plus(CLOCK_SKEW))) {
      throw ToldOrder.refused(
          OutcomeResult.WRONG_TIME, "time", time, "none in the future: it is " + now);
    }
    return time;
  }
}
