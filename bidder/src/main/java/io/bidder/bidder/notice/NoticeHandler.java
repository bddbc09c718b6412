package io.bidder.bidder.notice;

import io.bidder.bidder.config.ExchangeConfig;
import io.bidder.bidder.config.NoticeConfig.BilledBy;
import io.bidder.bidder.http.RouteHandler;
import io.bidder.bidder.http.RouteRequest;
import io.bidder.bidder.http.RouteResponse;
import io.bidder.bidder.http.Status;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers notices of what became of a bid: {@code GET /n/LETTER/TOKEN} with the letter of {@link
 * TokenKind}. An answer of 200 says that it is in the log; 503, that it is to be sent again.
 */
public final class NoticeHandler implements RouteHandler {
  /** The beginning of notices' paths. */
  public static final String PATH = "/n/";

  /** The methods that they come by. */
  public static final List<String> METHODS = List.of("GET", "HEAD");

  private static final byte[] PIXEL =
      Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");
  private static final List<String> PREFETCH_HEADERS =
      List.of("Purpose", "Sec-Purpose", "X-Purpose", "X-Moz");
  private static final Pattern PREFETCH = Pattern.compile("(?i).*(prefetch|prerender|preview).*");
  private static final Pattern REASON = Pattern.compile("[0-9]{1,6}");
  private static final int KIND_CHARS = 2;

  private final TokenReader tokens;
  private final CountedNotices counted;
  private final Function<EventWriter, CompletionStage<Void>> log;
  private final LandingPages landingPages;
  private final InstantSource clock;
  private final OutcomeEvents events;
  private final Map<String, Exchange> exchanges = new HashMap<>();
  private final Exchange fallback;

  /** What an exchange is told, and how it tells a price. */
  private record Exchange(BilledBy billedBy, PriceReader prices, PriceReader minima) {}

  /**
   * A handler.
   *
   * @param exchanges as in the configuration: the first holds for bids of one that is gone
   * @param log that events are appended to; the stage completes when it has them
   */
  public NoticeHandler(
      List<ExchangeConfig> exchanges,
      TokenReader tokens,
      CountedNotices counted,
      Function<EventWriter, CompletionStage<Void>> log,
      LandingPages landingPages,
      InstantSource clock,
      OutcomeEvents events) {
    this.tokens = tokens;
    this.counted = counted;
    this.log = log;
    this.landingPages = landingPages;
    this.clock = clock;
    this.events = events;
    for (ExchangeConfig config : exchanges) {
      PriceReader prices = PriceReader.of(config.notices());
      // Only what was paid is encrypted.
      PriceReader minima =
          switch (config.notices().price()) {
            case CPM, MICROS -> prices;
            case GOOGLE -> PriceReader.plain();
          };
      this.exchanges.put(config.label(), new Exchange(config.notices().billedBy(), prices, minima));
    }
    Exchange first = this.exchanges.get(exchanges.getFirst().label());
    if (first == null) {
      throw new IllegalArgumentException("no exchange");
    }
    fallback = first;
  }

  @Override
  public CompletionStage<RouteResponse> handle(RouteRequest request) {
    String path = request.pathBelowPrefix();
    TokenKind kind = kind(path);
    if (kind == null) {
      return answer(RouteResponse.empty(Status.NOT_FOUND));
    }
    String text = path.substring(KIND_CHARS);
    return switch (tokens.read(text, kind, request.epochMillis(clock), counted.lifeMillis(kind))) {
      case TokenReading.Refusal why -> refuse(kind, why.result());
      case Token token -> take(kind, token, text, request);
    };
  }

  /**
   * Takes the win that the fetching of an ad's markup tells of.
   *
   * @param token of {@link TokenKind#MARKUP}
   * @return what is answered, 200 if the markup may follow
   */
  public CompletionStage<RouteResponse> won(Token token, RouteRequest request) {
    return take(TokenKind.WIN, token, "", request);
  }

  private static @Nullable TokenKind kind(String path) {
    if (path.length() > KIND_CHARS && path.charAt(1) == '/') {
      for (TokenKind kind : TokenKind.values()) {
        if (kind != TokenKind.MARKUP && kind.letter() == path.charAt(0)) {
          return kind;
        }
      }
    }
    return null;
  }

  private CompletionStage<RouteResponse> take(
      TokenKind kind, Token token, String text, RouteRequest request) {
    Subject subject = token.subject();
    Exchange exchange = exchanges.getOrDefault(subject.exchange(), fallback);
    if (isLook(request)) {
      events.outcome(kind.tells(), OutcomeResult.NOT_COUNTED);
      return answer(taken(kind, token, text));
    }
    if (kind == TokenKind.BILLED && exchange.billedBy != BilledBy.BURL) {
      events.outcome(kind.tells(), OutcomeResult.NOT_BILLING);
      return answer(taken(kind, token, text));
    }
    String currency = request.parameter("cur");
    if (currency != null
        && !currency.isEmpty()
        && !currency.startsWith("${")
        && !currency.equals(subject.currency())) {
      return refuse(kind, OutcomeResult.WRONG_CURRENCY);
    }
    List<Happening> happenings = happenings(kind, token, exchange, request);
    if (happenings.isEmpty()) {
      return refuse(kind, OutcomeResult.WRONG_PRICE);
    }
    // A clock that was set back does not have things happen before the bid.
    long now = Math.max(request.epochMillis(clock), token.bidEpochMillis());
    CompletionStage<Boolean> all = CompletableFuture.completedFuture(true);
    for (Happening happening : happenings) {
      all =
          all.thenCombine(
              count(new Event(token.bidId(), now, now, happening)), Boolean::logicalAnd);
    }
    return all.thenApply(inLog ->
        // Nobody clicks again because a log was full: the person gets what they wanted.
        inLog || kind == TokenKind.CLICK
            ? taken(kind, token, text)
            : RouteResponse.empty(Status.SERVICE_UNAVAILABLE));
  }

  /** True once the event is in the log, false if it will not be. */
  private CompletionStage<Boolean> count(Event event) {
    return counted
        .count(event, log)
        .thenApply(result -> {
          switch (event.happening()) {
            case Happening.Win win -> tell(TokenKind.WIN, result, win.claimedCpmMicros());
            case Happening.Billed billed ->
                tell(TokenKind.BILLED, result, billed.claimedCpmMicros());
            case Happening.Loss _ -> tell(TokenKind.LOSS, result, 0);
            case Happening.Impression _ -> tell(TokenKind.IMPRESSION, result, 0);
            default -> tell(TokenKind.CLICK, result, 0);
          }
          return !result.mustComeAgain();
        });
  }

  private void tell(TokenKind kind, OutcomeResult result, long claimedCpmMicros) {
    events.outcome(
        kind.tells(),
        result == OutcomeResult.ACCEPTED && claimedCpmMicros > 0
            ? OutcomeResult.ABOVE_BID
            : result);
  }

  /** Tells what has happened; nothing if the request does not say it so that it can be believed. */
  private static List<Happening> happenings(
      TokenKind kind, Token token, Exchange exchange, RouteRequest request) {
    Subject subject = token.subject();
    if (kind == TokenKind.CLICK) {
      return List.of(new Happening.Click(subject));
    }
    if (kind == TokenKind.LOSS) {
      return loss(subject, exchange, request);
    }
    long claimed = exchange.prices.cpmMicros(request.parameter("price"));
    if (claimed == PriceReader.NO_PRICE) {
      return List.of();
    }
    long bid = subject.bidCpmMicros();
    long price = Math.min(claimed, bid);
    long above = claimed > bid ? claimed : 0;
    List<Happening> happenings = new ArrayList<>();
    switch (kind) {
      case WIN -> {
        long minimum = exchange.minima.cpmMicros(request.parameter("min"));
        // No bid wins with less than was enough: a minimum that is none is left out, not the win.
        happenings.add(
            new Happening.Win(subject, price, above, minimum <= bid ? Math.max(0, minimum) : 0));
      }
      case IMPRESSION -> happenings.add(new Happening.Impression(subject));
      default -> {}
    }
    if (kind == TokenKind.BILLED
        || (kind == TokenKind.WIN && exchange.billedBy == BilledBy.WIN)
        || (kind == TokenKind.IMPRESSION && exchange.billedBy == BilledBy.IMPRESSION)) {
      happenings.add(new Happening.Billed(subject, price, above, token.bidEpochMillis()));
    }
    return happenings;
  }

  private static List<Happening> loss(Subject subject, Exchange exchange, RouteRequest request) {
    String reason = request.parameter("loss");
    long minimum = exchange.minima.cpmMicros(request.parameter("min"));
    boolean told = reason != null && !reason.isEmpty() && !reason.startsWith("${");
    long price = exchange.prices.cpmMicros(request.parameter("price"));
    if (minimum == PriceReader.NO_PRICE
        || price == PriceReader.NO_PRICE
        || (told && !REASON.matcher(reason).matches())) {
      return List.of();
    }
    return List.of(
        new Happening.Loss(subject, told ? Integer.parseInt(reason) : 0, minimum, price));
  }

  /** True for who only looks at what is there. */
  static boolean isLook(RouteRequest request) {
    if (request.method().equals("HEAD")) {
      return true;
    }
    for (String name : PREFETCH_HEADERS) {
      String value = request.header(name);
      if (value != null && PREFETCH.matcher(value).matches()) {
        return true;
      }
    }
    return false;
  }

  private RouteResponse taken(TokenKind kind, Token token, String text) {
    return switch (kind) {
      case IMPRESSION -> pixel();
      case CLICK -> {
        String landing = landingPages.url(token, text);
        if (landing == null) {
          yield uncached(Status.GONE, Map.of(), new byte[0]);
        }
        yield landing.isEmpty()
            ? pixel()
            : uncached(Status.FOUND, Map.of("Location", landing), new byte[0]);
      }
      default -> uncached(Status.OK, Map.of(), new byte[0]);
    };
  }

  /** The smallest image, for a page that shows something to tell something. */
  static RouteResponse pixel() {
    return uncached(Status.OK, Map.of("Content-Type", "image/gif"), PIXEL);
  }

  private static RouteResponse uncached(Status status, Map<String, String> headers, byte[] body) {
    Map<String, String> all = new HashMap<>(headers);
    all.put("Cache-Control", "no-store");
    return new RouteResponse(status, all, body);
  }

  private CompletionStage<RouteResponse> refuse(TokenKind kind, OutcomeResult result) {
    events.outcome(kind.tells(), result);
    return answer(uncached(result.status(), Map.of(), new byte[0]));
  }

  private static CompletionStage<RouteResponse> answer(RouteResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}
