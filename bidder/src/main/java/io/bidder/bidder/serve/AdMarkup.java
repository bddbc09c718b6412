package io.bidder.bidder.serve;

import io.bidder.bidder.bid.ServedCatalogue;
import io.bidder.bidder.http.RouteHandler;
import io.bidder.bidder.http.RouteRequest;
import io.bidder.bidder.http.RouteResponse;
import io.bidder.bidder.http.Status;
import io.bidder.bidder.response.WonAds;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Answers win notices that want the ad's markup: {@code GET /ad/{creative}?…}. */
final class AdMarkup implements RouteHandler {
  private final Supplier<ServedCatalogue> catalogue;

  AdMarkup(Supplier<ServedCatalogue> catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public CompletionStage<RouteResponse> handle(RouteRequest request) {
    WonAds.Ad ad =
        new WonAds(catalogue.get().templates(), null)
            .serve(request.pathBelowPrefix(), request.query());
    return CompletableFuture.completedFuture(
        ad == null
            ? RouteResponse.empty(Status.NOT_FOUND)
            : RouteResponse.text(ad.contentType(), ad.body()));
  }
}
