package io.bidder.bidder.serve;

import io.bidder.bidder.config.ExchangeConfig;
import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.http.Route;
import io.bidder.bidder.metrics.BidMetrics;
import io.bidder.bidder.notice.AdvertiserTokens;
import io.bidder.bidder.notice.ConversionPixel;
import io.bidder.bidder.notice.ConversionPosts;
import io.bidder.bidder.notice.CountedNotices;
import io.bidder.bidder.notice.NoticeHandler;
import io.bidder.bidder.notice.Orders;
import io.bidder.bidder.notice.PersonClicks;
import io.bidder.bidder.notice.Token;
import io.bidder.bidder.notice.TokenKind;
import io.bidder.bidder.notice.TokenReader;
import io.bidder.bidder.notice.TokenWriter;
import io.bidder.bidder.record.EventRecords;
import io.bidder.bidder.response.OutcomeUrls;
import io.bidder.bidder.response.WonAds;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The paths of the bid port by which outcomes come back, with what is behind them. */
final class OutcomeRoutes implements AutoCloseable {
  private final List<ExchangeConfig> exchanges;
  private final EventRecords records;
  private final Supplier<String> publicUrl;
  private final ConversionPosts conversions;
  private final List<Route> routes;

  /**
   * The paths of a server that records what happens.
   *
   * @param clicks by person; null if orders are only told by their click
   * @param publicUrl the address that URLs in bids begin with
   */
  OutcomeRoutes(
      ServerConfig config,
      EventRecords records,
      CountedNotices notices,
      @Nullable PersonClicks clicks,
      CatalogueFollower catalogue,
      Supplier<String> publicUrl,
      InstantSource clock,
      BidMetrics metrics) {
    exchanges = config.exchanges();
    this.records = records;
    this.publicUrl = publicUrl;
    TokenReader tokens = new TokenReader(records::keys);
    NoticeHandler handler =
        new NoticeHandler(
            exchanges,
            tokens,
            notices,
            records.appender()::append,
            (click, id) -> catalogue.get().landings().url(click, id),
            clock,
            metrics.outcomes());
    Orders orders =
        new Orders(
            tokens,
            notices,
            clicks,
            records::persons,
            records.appender()::append,
            records.reader(),
            metrics.outcomes());
    conversions =
        new ConversionPosts(
            AdvertiserTokens.read(config.outcomes().conversionTokens()),
            orders,
            clock,
            metrics.outcomes());
    AdMarkup.Signed signed =
        new AdMarkup.Signed(
            tokens, notices.lifeMillis(TokenKind.MARKUP), clock, handler, this::urls);
    routes =
        List.of(
            new Route(NoticeHandler.PATH, NoticeHandler.METHODS, handler),
            new Route(
                ConversionPixel.PATH,
                NoticeHandler.METHODS,
                new ConversionPixel(orders, clock, metrics.outcomes())),
            new Route(ConversionPosts.PATH, ConversionPosts.METHODS, conversions),
            ads(catalogue, signed));
  }

  /** The path of ads, which a server has that records nothing, too. */
  static Route ads(CatalogueFollower catalogue, AdMarkup.@Nullable Signed signed) {
    return new Route(WonAds.PATH, List.of("GET"), new AdMarkup(catalogue, signed));
  }

  List<Route> routes() {
    return routes;
  }

  /** The URLs of a bid that was won, for its exchange. */
  private OutcomeUrls urls(Token token) {
    ExchangeConfig exchange =
        exchanges.stream()
            .filter(each -> each.label().equals(token.subject().exchange()))
            .findFirst()
            .orElse(exchanges.getFirst());
    OutcomeUrls urls = new OutcomeUrls(publicUrl, new TokenWriter(records::keys));
    urls.begin(token, exchange.notices());
    return urls;
  }

  @Override
  public void close() {
    conversions.close();
  }
}
