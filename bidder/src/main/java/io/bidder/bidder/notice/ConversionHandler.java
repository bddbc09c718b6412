package io.bidder.bidder.notice;

import io.bidder.bidder.http.RouteHandler;
import io.bidder.bidder.http.RouteRequest;
import io.bidder.bidder.http.RouteResponse;
import io.bidder.bidder.http.Status;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Kind;
import io.bidder.eventlog.event.Subject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers the pixel of an advertiser's page that thanks for an order:
 *
 * <pre>
 *   GET /n/conversion?click=CLICK_ID&amp;order=ORDER_ID[&amp;value=12.34&amp;cur=EUR]
 * </pre>
 *
 * <p>An order counts once, whatever it is told with later. A value below 0 takes that much of the
 * order back. An answer of 200 says that it is in the log.
 */
public final class ConversionHandler implements RouteHandler {
  /** The path, which is longer than that of notices. */
  public static final String PATH = "/n/conversion";

  private static final int MAX_ORDER_CHARS = 200;
  private static final int MAX_CHARS = 40;
  private static final int MICROS_DIGITS = 6;
  private static final BigDecimal MAX_MICROS = BigDecimal.TEN.pow(16);
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,20}(\\.[0-9]{0,10})?");
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

  private final TokenReader tokens;
  private final CountedNotices counted;
  private final Function<EventWriter, CompletionStage<Void>> log;
  private final InstantSource clock;
  private final OutcomeEvents events;

  /**
   * A handler.
   *
   * @param log that events are appended to; the stage completes when it has them
   */
  public ConversionHandler(
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

  @Override
  public CompletionStage<RouteResponse> handle(RouteRequest request) {
    if (!request.pathBelowPrefix().isEmpty()) {
      return answer(Status.NOT_FOUND);
    }
    String click = request.parameter("click");
    return switch (tokens.read(
        click == null ? "" : click,
        TokenKind.CLICK,
        request.epochMillis(clock),
        counted.orderLifeMillis())) {
      case TokenReading.Refusal why ->
          switch (why) {
            case MALFORMED -> refuse(OutcomeResult.MALFORMED, Status.BAD_REQUEST);
            case UNKNOWN_KEY -> refuse(OutcomeResult.UNKNOWN_KEY, Status.FORBIDDEN);
            case FORGED -> refuse(OutcomeResult.FORGED, Status.FORBIDDEN);
            case EXPIRED -> refuse(OutcomeResult.EXPIRED, Status.GONE);
          };
      case Token token -> take(token, request);
    };
  }

  private CompletionStage<RouteResponse> take(Token token, RouteRequest request) {
    if (NoticeHandler.isLook(request)) {
      events.outcome(Kind.CONVERSION, OutcomeResult.NOT_COUNTED);
      return pixel();
    }
    String order = request.parameter("order");
    if (order == null || order.isBlank() || order.length() > MAX_ORDER_CHARS) {
      return refuse(OutcomeResult.MALFORMED, Status.BAD_REQUEST);
    }
    Subject subject = token.subject();
    BigDecimal micros = micros(request.parameter("value"));
    if (micros == null) {
      return refuse(OutcomeResult.WRONG_PRICE, Status.BAD_REQUEST);
    }
    String currency = request.parameter("cur");
    if (currency == null) {
      currency = subject.currency();
    } else if (!CURRENCY.matcher(currency).matches()) {
      return refuse(OutcomeResult.WRONG_CURRENCY, Status.BAD_REQUEST);
    }
    long value = micros.longValue();
    Happening happening =
        value < 0
            ? new Happening.Refund(subject, order, -value, currency)
            : new Happening.Conversion(subject, order, value, currency, true);
    long now = Math.max(request.epochMillis(clock), token.bidEpochMillis());
    return counted
        .count(new Event(token.bidId(), now, now, happening), log)
        .thenCompose(result -> {
          events.outcome(value < 0 ? Kind.REFUND : Kind.CONVERSION, result);
          return result.mustComeAgain() ? answer(Status.SERVICE_UNAVAILABLE) : pixel();
        });
  }

  /** An amount in micros, 0 for none; null for what is no amount. */
  private static @Nullable BigDecimal micros(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return BigDecimal.ZERO;
    }
    if (text.length() > MAX_CHARS || !DECIMAL.matcher(text).matches()) {
      return null;
    }
    BigDecimal micros =
        new BigDecimal(text).movePointRight(MICROS_DIGITS).setScale(0, RoundingMode.HALF_UP);
    return micros.abs().compareTo(MAX_MICROS) > 0 ? null : micros;
  }

  private CompletionStage<RouteResponse> refuse(OutcomeResult result, Status status) {
    events.outcome(Kind.CONVERSION, result);
    return answer(status);
  }

  private static CompletionStage<RouteResponse> pixel() {
    return CompletableFuture.completedFuture(NoticeHandler.pixel());
  }

  private static CompletionStage<RouteResponse> answer(Status status) {
    return CompletableFuture.completedFuture(RouteResponse.empty(status));
  }
}
