package io.bidder.bidder.serve;

import io.bidder.bidder.bid.ServedCatalogue;
import io.bidder.bidder.http.RouteHandler;
import io.bidder.bidder.http.RouteRequest;
import io.bidder.bidder.http.RouteResponse;
import io.bidder.bidder.http.Status;
import io.bidder.bidder.notice.NoticeHandler;
import io.bidder.bidder.notice.Token;
import io.bidder.bidder.notice.TokenKind;
import io.bidder.bidder.notice.TokenReader;
import io.bidder.bidder.notice.TokenReading;
import io.bidder.bidder.response.OutcomeUrls;
import io.bidder.bidder.response.WonAds;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers win notices that want the ad's markup: {@code GET /ad/{creative}?…}. Where outcomes are
 * counted, the notice must be signed, and is a win.
 */
final class AdMarkup implements RouteHandler {
  private final Supplier<ServedCatalogue> catalogue;
  private final @Nullable Signed signed;

  /**
   * What signed notices need.
   *
   * @param life of a notice, in milliseconds
   */
  record Signed(
      TokenReader tokens,
      long life,
      InstantSource clock,
      NoticeHandler notices,
      Function<Token, OutcomeUrls> urls) {}

  AdMarkup(Supplier<ServedCatalogue> catalogue, @Nullable Signed signed) {
    this.catalogue = catalogue;
    this.signed = signed;
  }

  @Override
  public CompletionStage<RouteResponse> handle(RouteRequest request) {
    Signed by = signed;
    if (by == null) {
      return CompletableFuture.completedFuture(ad(request, null));
    }
    String text = request.parameter(WonAds.TOKEN);
    TokenReading reading =
        by.tokens.read(
            text == null ? "" : text, TokenKind.MARKUP, request.epochMillis(by.clock), by.life);
    if (!(reading instanceof Token token)
        || !token.subject().creativeId().equals(request.pathBelowPrefix())) {
      return CompletableFuture.completedFuture(RouteResponse.empty(Status.FORBIDDEN));
    }
    RouteResponse ad = ad(request, by.urls.apply(token));
    return by.notices.won(token, request).thenApply(told -> told.isOk() ? ad : told);
  }

  private RouteResponse ad(RouteRequest request, @Nullable OutcomeUrls urls) {
    WonAds.Ad ad =
        new WonAds(catalogue.get().templates(), urls)
            .serve(request.pathBelowPrefix(), request.query());
    return ad == null
        ? RouteResponse.empty(Status.NOT_FOUND)
        : RouteResponse.text(ad.contentType(), ad.body());
  }
}
