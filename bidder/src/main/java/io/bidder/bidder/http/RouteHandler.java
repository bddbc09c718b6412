package io.bidder.bidder.http;

import java.util.concurrent.CompletionStage;

/** Answers the requests below a path's prefix, such as win notices that want an ad's markup. */
@FunctionalInterface
public interface RouteHandler {
  /**
   * Answers a request, at once or later. Called by a thread that serves other connections too, so
   * it must not block; the answer may be completed by any thread.
   *
   * @return the answer. One that fails is sent as 500, and one that is not there after {@code
   *     http.answerTimeout} as 503; the stage itself is left as it is.
   */
  CompletionStage<RouteResponse> handle(RouteRequest request);
}
