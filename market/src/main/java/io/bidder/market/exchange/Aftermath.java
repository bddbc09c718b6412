package io.bidder.market.exchange;

import io.bidder.market.load.HttpAnswer;
import io.bidder.market.world.World;
import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What follows when an ad is shown: it is paid for, seen, clicked, ordered from, returned. One
 * thread's.
 */
final class Aftermath {
  private static final int MICRO_DECIMALS = 6;

  private final World world;
  private final Map<String, String> tokens;
  private final Books books;
  private final Notices notices;
  private final Deliveries deliveries;

  /**
   * Nothing has been shown yet.
   *
   * @param tokens by which advertisers' servers are known, by advertiser
   */
  Aftermath(
      World world,
      Map<String, String> tokens,
      Books books,
      Notices notices,
      Deliveries deliveries) {
    this.world = world;
    this.tokens = tokens;
    this.books = books;
    this.notices = notices;
    this.deliveries = deliveries;
  }

  /** An ad that was clicked, with where that led to. */
  private record Click(
      Sale.Bid bid, long timeMillis, String origin, CompletableFuture<@Nullable String> landing) {}

  /**
   * Shows an ad that won to the people who come.
   *
   * @return completes when its bill was told, or never will be
   */
  CompletableFuture<?> show(Ask ask, Sale sale, Sale.Bid bid, Macros macros, People people) {
    long shownMillis = ask.timeMillis() + people.shownAfterMillis();
    CompletableFuture<?> billed =
        deliveries.tell(NoticeKind.BILLED, bid, shownMillis, macros.fill(bid.billingUrl(), 0));
    Markup markup = Markup.of(sale.slot().media(), macros.fill(bid.markup(), 0));
    for (String url : markup.shown()) {
      if (Urls.isNotice(url)) {
        var _ = deliveries.tell(NoticeKind.IMPRESSION, bid, shownMillis, url);
      }
    }
    List<Figures> figures = books.of(ask, sale);
    if (people.isViewable()) {
      figures.forEach(each -> each.viewable++);
    }
    if (people.clicks(bid.offer())) {
      figures.forEach(each -> each.clicks++);
      Click click = click(bid, markup, shownMillis + people.clickAfterMillis());
      if (people.orders(bid.offer())) {
        order(click, people, figures, "o" + ask.index() + "-" + sale.slot().number());
      }
    }
    return billed;
  }

  private Click click(Sale.Bid bid, Markup markup, long timeMillis) {
    String origin =
        markup.clicked().stream().filter(Urls::isNotice).map(Urls::origin).findFirst().orElse("");
    CompletableFuture<@Nullable String> landing = new CompletableFuture<>();
    Notices.Fact fact = new Notices.Fact(NoticeKind.CLICK, bid.id());
    deliveries.at(
        timeMillis,
        () -> {
          String target = markup.clicked().isEmpty() ? "" : markup.clicked().getLast();
          if (!Urls.isNotice(target)) {
            landing.complete(target);
          }
          for (String url : markup.clicked()) {
            if (Urls.isNotice(url)) {
              notices.tell(
                  fact,
                  timeMillis,
                  () -> Call.get(url),
                  answer -> landing.complete(answer == null ? null : answer.header("location")));
            }
          }
        });
    return new Click(bid, timeMillis, origin, landing);
  }

  private void order(Click click, People people, List<Figures> figures, String order) {
    long micros = people.orderMicros(world, click.bid().offer());
    long orderMillis = click.timeMillis() + people.orderAfterMillis();
    figures.forEach(each -> {
      each.conversions++;
      each.revenueMicros += micros;
    });
    CompletableFuture<?> ordered =
        tell(NoticeKind.CONVERSION, click, orderMillis, click.landing(), order, micros);
    if (people.returnAfterMillis() >= 0) {
      figures.forEach(each -> {
        each.refunds++;
        each.revenueMicros -= micros;
      });
      long returnMillis = orderMillis + people.returnAfterMillis();
      var _ = tell(NoticeKind.REFUND, click, returnMillis, ordered, order, -micros);
    }
  }

  /**
   * Has an advertiser tell of an order, or that it was given back: by a page, whose address says
   * what was clicked, or by its server, which tells of what it took back by the order alone.
   *
   * @param after what has to have been told before: what comes days later in market time may come
   *     at once in ours
   */
  private CompletableFuture<@Nullable HttpAnswer> tell(
      NoticeKind kind,
      Click click,
      long timeMillis,
      CompletableFuture<?> after,
      String order,
      long micros) {
    return deliveries.tell(
        kind,
        click.bid(),
        timeMillis,
        () -> {
          after.join();
          String id = Urls.parameter(click.landing().join(), "click");
          return id == null ? null : call(kind, click, id, order, micros);
        });
  }

  private Call call(NoticeKind kind, Click click, String id, String order, long micros) {
    String value = BigDecimal.valueOf(micros, MICRO_DECIMALS).toPlainString();
    String token =
        tokens.getOrDefault(click.bid().offer().creative().campaign().advertiserId(), "");
    if (token.isEmpty() || order.hashCode() % 2 != 0) {
      return Call.get(
          "%s/n/conversion?click=%s&order=%s&cur=USD&value=%s"
              .formatted(click.origin(), id, order, value));
    }
    String what = kind == NoticeKind.REFUND ? "" : "\"click\":\"" + id + "\",";
    return new Call(
        URI.create(click.origin() + "/n/conversions"),
        "{%s\"order\":\"%s\",\"currency\":\"USD\",\"value\":%s}".formatted(what, order, value),
        token);
  }
}
