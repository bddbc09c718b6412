package io.bidder.bidder.notice;

import io.bidder.bidder.http.RouteHandler;
import io.bidder.bidder.http.RouteRequest;
import io.bidder.bidder.http.RouteResponse;
import io.bidder.bidder.http.Status;
import io.bidder.eventlog.event.Kind;
import io.bidder.settings.scheduling.Scheduling;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers the servers of advertisers, which tell of orders and refunds:
 *
 * <pre>
 *   POST /n/conversions
 *   Authorization: Bearer TOKEN
 *
 *   [{"click": CLICK_ID, "order": ORDER_ID, "value": 12.34, "currency": "EUR",
 *     "time": "2026-01-31T12:00:00Z"}, …]
 * </pre>
 *
 * or one such object; with {@code "person": {"ifa": ID}} in place of the click if that is asked
 * for. The answer tells of each what became of it, in their order. A status of 200 says that all
 * are in the log, 400 that some never will be, and 503 that all are to be sent again, which counts
 * none twice.
 */
public final class ConversionPosts implements RouteHandler, AutoCloseable {
  public static final String PATH = "/n/conversions";
  public static final List<String> METHODS = List.of("POST");

  private static final int MAX_ITEMS = 1_000;

  /** Of requests. */
  private static final int MAX_WAITING = 16;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final AdvertiserTokens tokens;
  private final Orders orders;
  private final InstantSource clock;
  private final OutcomeEvents events;
  private final ThreadPoolExecutor work;

  public ConversionPosts(
      AdvertiserTokens tokens, Orders orders, InstantSource clock, OutcomeEvents events) {
    this.tokens = tokens;
    this.orders = orders;
    this.clock = clock;
    this.events = events;
    // Hundreds of signatures to check are nothing for a thread that bids wait for.
    work =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            task ->
                Thread.ofPlatform()
                    .name("conversions")
                    .daemon(true)
                    .unstarted(() -> {
                      Scheduling.giveWay();
                      task.run();
                    }));
  }

  @Override
  public CompletionStage<RouteResponse> handle(RouteRequest request) {
    if (!request.pathBelowPrefix().isEmpty()) {
      return CompletableFuture.completedFuture(RouteResponse.empty(Status.NOT_FOUND));
    }
    String advertiserId = tokens.advertiserId(request.header("Authorization"));
    if (advertiserId == null) {
      events.outcome(Kind.CONVERSION, OutcomeResult.UNAUTHORIZED);
      return CompletableFuture.completedFuture(
          new RouteResponse(
              Status.UNAUTHORIZED, Map.of("WWW-Authenticate", "Bearer"), new byte[0]));
    }
    Instant now = Instant.ofEpochMilli(request.epochMillis(clock));
    try {
      return CompletableFuture.supplyAsync(() -> take(advertiserId, request.body(), now), work)
          .thenCompose(Function.identity());
    } catch (RejectedExecutionException e) {
      events.outcome(Kind.CONVERSION, OutcomeResult.UNAVAILABLE);
      return CompletableFuture.completedFuture(RouteResponse.empty(Status.SERVICE_UNAVAILABLE));
    }
  }

  /** What became of an item; {@code why} is null unless it was refused. */
  private record Taken(JsonNode item, OutcomeResult result, @Nullable String why) {}

  private CompletionStage<RouteResponse> take(String advertiserId, byte[] body, Instant now) {
    List<JsonNode> items = new ArrayList<>();
    try {
      JsonNode json = json(body);
      if (json.isArray()) {
        items.addAll(json.values());
      } else if (json.isObject()) {
        items.add(json);
      } else {
        return refuse("the body is no order, expected an object, or an array of objects");
      }
    } catch (JacksonException e) {
      return refuse("the body is no JSON: " + e.getOriginalMessage());
    } catch (NumberFormatException e) {
      return refuse("the body has a number that is too large to be one");
    }
    if (items.size() > MAX_ITEMS) {
      return refuse("%d orders, expected at most %d".formatted(items.size(), MAX_ITEMS));
    }
    CompletionStage<List<Taken>> all = CompletableFuture.completedFuture(new ArrayList<>());
    for (JsonNode item : items) {
      all =
          all.thenCombine(
              take(advertiserId, item, now),
              (list, taken) -> {
                list.add(taken);
                return list;
              });
    }
    return all.thenApply(ConversionPosts::answer);
  }

  /**
   * Reads a body, whose numbers stay as they are written.
   *
   * @throws JacksonException if it is no JSON
   * @throws NumberFormatException if a number's exponent is beyond all bounds
   */
  static JsonNode json(byte[] body) {
    return MAPPER.readTree(body);
  }

  private CompletionStage<Taken> take(String advertiserId, JsonNode item, Instant now) {
    try {
      ToldOrder told = ToldOrder.read(item);
      return orders
          .count(told, advertiserId, now)
          .thenApply(result -> new Taken(item, result, null));
    } catch (RefusedOrderException e) {
      events.outcome(Kind.CONVERSION, e.result());
      return CompletableFuture.completedFuture(new Taken(item, e.result(), e.getMessage()));
    }
  }

  private CompletionStage<RouteResponse> refuse(String why) {
    events.outcome(Kind.CONVERSION, OutcomeResult.MALFORMED);
    return CompletableFuture.completedFuture(
        json(Status.BAD_REQUEST, MAPPER.createObjectNode().put("error", why)));
  }

  private static RouteResponse answer(List<Taken> all) {
    ObjectNode json = MAPPER.createObjectNode();
    ArrayNode results = json.putArray("results");
    Status status = Status.OK;
    for (Taken taken : all) {
      ObjectNode result = results.addObject();
      JsonNode order = taken.item.path("order");
      if (order.isString()) {
        result.set("order", order);
      }
      if (taken.why != null) {
        result.put("result", "refused").put("error", taken.why);
        status = status == Status.OK ? Status.BAD_REQUEST : status;
      } else if (taken.result.mustComeAgain()) {
        result.put("result", "unavailable");
        status = Status.SERVICE_UNAVAILABLE;
      } else {
        result.put("result", taken.result.label());
      }
    }
    return json(status, json);
  }

  private static RouteResponse json(Status status, ObjectNode json) {
    return new RouteResponse(
        status, Map.of("Content-Type", "application/json"), MAPPER.writeValueAsBytes(json));
  }

  /** Ends; what waits is not answered. */
  @Override
  public void close() {
    work.shutdownNow();
  }
}
