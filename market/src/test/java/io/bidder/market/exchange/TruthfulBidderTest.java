package io.bidder.market.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bidder.market.world.World;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.ToDoubleFunction;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A bidder that knows the truth plays the market over HTTP. */
@Timeout(120)
class TruthfulBidderTest {
  private static final int AUCTIONS = 4_000;
  private static final long SEED = 12;
  private static final World WORLD = World.of(World.DEFAULT_SEED);
  private static final int[] NOBODY = new int[WORLD.campaigns().size()];
  private static final int[] NEVER = new int[WORLD.creatives().size()];

  /** A market in which nobody remembers what was shown: people see too little for that. */
  @Test
  void bidderShouldEarnWhatTheOracleDoesWhenItBidsTheTruthInSecondPriceAuctions() throws Exception {
    Books books = play(0, Offer::valueCpm);

    Figures all = books.all();
    assertEquals(Map.of(), books.wrong());
    assertEquals(0, books.failedRequests());
    assertTrue(all.wins() > 1_000, all.wins() + " wins");
    assertEquals(1, (double) all.profitMicros() / all.truthfulProfitMicros(), 0.01);
    // What is best where the second price is paid is the truth.
    assertEquals(all.truthfulProfitMicros(), all.bestProfitMicros());
    assertEquals(all.neededMicros(), all.spentMicros());
  }

  @Test
  void bidderShouldEarnNothingWhenItBidsTheTruthInFirstPriceAuctions() throws Exception {
    Figures all = play(1, Offer::valueCpm).all();

    assertTrue(all.wins() > 1_000, all.wins() + " wins");
    assertEquals(0, (double) all.profitMicros() / all.spentMicros(), 0.001);
    assertTrue(all.bestProfitMicros() > 0.2 * all.spentMicros());
  }

  @Test
  void winsShouldBeAsManyAsTheLandscapeSaysWhenThePriceIsAlwaysTheSame() throws Exception {
    double price = 4;
    Figures all = play(0.5, offer -> price).all();

    Asks asks = new Asks(WORLD, Markets.options(SEED, AUCTIONS, 0.5));
    Truth truth = new Truth(WORLD, WORLD, Drift.NONE, SEED);
    Landscape landscape = new Landscape(SEED, WORLD);
    double expected = 0;
    double variance = 0;
    for (long i = 0; i < AUCTIONS; i++) {
      Ask ask = asks.at(i);
      for (Slot slot : ask.slots()) {
        if (slot.floorCpm() <= price) {
          List<Offer> offers = truth.offers(slot, asks.eligible(ask, slot), NOBODY, NEVER);
          double p =
              landscape
                  .rivals(slot.opportunity(), Exchange.appeal(offers), 1)
                  .winProbability(price);
          expected += p;
          variance += p * (1 - p);
        }
      }
    }
    assertEquals(0, (all.wins() - expected) / Math.sqrt(variance), 4);
  }

  @Test
  void recordShouldAddUpToTheBooksAndItsClicksToWhatTheTruthSays() throws Exception {
    StringWriter text = new StringWriter();
    Books books;
    try (MarketRecord record = new MarketRecord(text)) {
      books = play(0.5, offer -> 1.5 * offer.valueCpm(), record);
    }

    List<String> lines = text.toString().lines().toList();
    List<String> columns = List.of(lines.getFirst().split(","));
    long wins = 0;
    long shown = 0;
    double paid = 0;
    long clicks = 0;
    long orders = 0;
    double expectedClicks = 0;
    double expectedOrders = 0;
    for (String line : lines.subList(1, lines.size())) {
      List<String> cells = List.of(line.split(",", -1));
      wins += cells.get(columns.indexOf("won")).equals("1") ? 1 : 0;
      if (!cells.get(columns.indexOf("shown_after_ms")).isEmpty()) {
        shown++;
        paid += Double.parseDouble(cells.get(columns.indexOf("paid_cpm"))) / 1000;
        clicks += cells.get(columns.indexOf("click_after_ms")).isEmpty() ? 0 : 1;
        orders += cells.get(columns.indexOf("order_after_ms")).isEmpty() ? 0 : 1;
        double click = Double.parseDouble(cells.get(columns.indexOf("true_pctr")));
        expectedClicks += click;
        expectedOrders += click * Double.parseDouble(cells.get(columns.indexOf("true_pcvr")));
      }
    }
    Figures all = books.all();
    assertEquals(all.auctions(), lines.size() - 1);
    assertEquals(all.wins(), wins);
    assertEquals(all.impressions(), shown);
    assertEquals(all.spentMicros() / 1e6, paid, 1e-3);
    assertEquals(all.clicks(), clicks);
    assertEquals(all.conversions(), orders);
    // Who clicks must not depend on what was bid: luck may not be bought.
    assertEquals(0, (clicks - expectedClicks) / Math.sqrt(expectedClicks), 4);
    assertEquals(0, (orders - expectedOrders) / Math.sqrt(expectedOrders), 4);
  }

  private static Books play(double firstPriceShare, ToDoubleFunction<Offer> price)
      throws IOException, InterruptedException {
    return play(firstPriceShare, price, null);
  }

  private static Books play(
      double firstPriceShare, ToDoubleFunction<Offer> price, @Nullable MarketRecord record)
      throws IOException, InterruptedException {
    MarketOptions options = Markets.options(SEED, AUCTIONS, firstPriceShare);
    Asks asks = new Asks(WORLD, options);
    Truth truth = new Truth(WORLD, WORLD, Drift.NONE, SEED);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/bid", exchange -> answer(exchange, asks, truth, price));
    server.start();
    try (Exchange exchange =
        new Exchange(
            WORLD,
            options,
            List.of(server.getAddress()),
            "/bid",
            Map.of(),
            new Exchange.Market() {
              @Override
              public void before(long index) {}

              @Override
              public void after(Books books, long marketMillis) {}

              @Override
              public long haltMillis() {
                return Long.MAX_VALUE;
              }

              @Override
              public void halted(long marketMillis) {}
            },
            record)) {
      exchange.run();
      return exchange.books();
    } finally {
      server.stop(0);
    }
  }

  private static void answer(
      HttpExchange exchange, Asks asks, Truth truth, ToDoubleFunction<Offer> price)
      throws IOException {
    boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    byte[] body =
        zipped
            ? new GZIPInputStream(exchange.getRequestBody()).readAllBytes()
            : exchange.getRequestBody().readAllBytes();
    JsonNode request = JsonMapper.shared().readTree(body);
    Ask ask = asks.at(Long.parseLong(request.path("id").asString().substring(1)));
    StringBuilder bids = new StringBuilder();
    for (Slot slot : ask.slots()) {
      Offer best =
          truth.offers(slot, asks.eligible(ask, slot), NOBODY, NEVER).stream()
              .max(Comparator.comparingDouble(Offer::valueCpm))
              .orElseThrow();
      double cpm = price.applyAsDouble(best);
      if (cpm >= slot.floorCpm()) {
        bids.append(bids.isEmpty() ? "" : ",").append(bid(ask, slot, best, cpm));
      }
    }
    byte[] answer =
        "{\"id\":\"%s\",\"cur\":\"USD\",\"seatbid\":[{\"bid\":[%s]}]}"
            .formatted(ask.id(), bids)
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private static String bid(Ask ask, Slot slot, Offer offer, double cpm) {
    boolean isNative = slot.media() == Media.NATIVE;
    return String.format(
        Locale.ROOT,
        "{\"id\":\"%s-%s\",\"impid\":\"%s\",\"price\":%s,\"crid\":\"%s\",\"adomain\":[\"a.example\"],"
            + "\"adm\":\"<a>\",\"mtype\":%d,\"w\":%d,\"h\":%d%s}",
        ask.id(),
        slot.impId(),
        slot.impId(),
        cpm,
        isNative ? offer.creative().nativeId() : offer.creative().id(),
        slot.media().markupType,
        slot.opportunity().width(),
        slot.opportunity().height(),
        slot.deal().isEmpty() ? "" : ",\"dealid\":\"" + slot.deal() + "\"");
  }
}
