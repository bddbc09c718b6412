package io.bidder.bidder.serve;

import io.bidder.bidder.bid.ServedCatalogue;
import io.bidder.bidder.http.MarkupHandler;
import io.bidder.bidder.response.WonAds;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers win notices that want the ad's markup: {@code GET /ad/{creative}?…}. */
final class AdMarkup implements MarkupHandler {
  private final Supplier<ServedCatalogue> catalogue;

  AdMarkup(Supplier<ServedCatalogue> catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public @Nullable Markup get(String pathAndQuery) {
    int question = pathAndQuery.indexOf('?');
    String path = question < 0 ? pathAndQuery : pathAndQuery.substring(0, question);
    String query = question < 0 ? "" : pathAndQuery.substring(question + 1);
    WonAds.Ad ad =
        new WonAds(catalogue.get().templates())
            .serve(URLDecoder.decode(path, StandardCharsets.UTF_8), query);
    return ad == null ? null : new Markup(ad.body(), ad.contentType());
  }
}
