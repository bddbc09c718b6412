package io.bidder.bidder.notice;

import io.bidder.bidder.http.RouteHandler;
import io.bidder.bidder.http.RouteRequest;
import io.bidder.bidder.http.RouteResponse;
import io.bidder.bidder.http.Status;
import io.bidder.eventlog.event.Kind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

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
public final class ConversionPixel implements RouteHandler {
  /** The path, which is longer than that of notices. */
  public static final String PATH = "/n/conversion";

  private final Orders orders;
  private final InstantSource clock;
  private final OutcomeEvents events;

  public ConversionPixel(Orders orders, InstantSource clock, OutcomeEvents events) {
    this.orders = orders;
    this.clock = clock;
    this.events = events;
  }

  @Override
  public CompletionStage<RouteResponse> handle(RouteRequest request) {
    if (!request.pathBelowPrefix().isEmpty()) {
      return answer(Status.NOT_FOUND);
    }
    Instant now = Instant.ofEpochMilli(request.epochMillis(clock));
    try {
      ToldOrder told = ToldOrder.read(request);
      Token click = orders.click(told.clickId(), now);
      if (NoticeHandler.isLook(request)) {
        events.outcome(Kind.CONVERSION, OutcomeResult.NOT_COUNTED);
        return CompletableFuture.completedFuture(NoticeHandler.pixel());
      }
      return orders
          .count(told, click, now)
          .thenApply(result ->
              result.mustComeAgain()
                  ? RouteResponse.empty(Status.SERVICE_UNAVAILABLE)
                  : NoticeHandler.pixel());
    } catch (RefusedOrderException e) {
      events.outcome(Kind.CONVERSION, e.result());
      return answer(e.result().status());
    }
  }

  private static CompletionStage<RouteResponse> answer(Status status) {
    return CompletableFuture.completedFuture(RouteResponse.empty(status));
  }
}
