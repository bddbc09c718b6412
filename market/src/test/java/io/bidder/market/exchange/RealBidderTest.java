package io.bidder.market.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.serve.BidderServer;
import io.bidder.market.load.Caller;
import io.bidder.market.load.HttpAnswer;
import io.bidder.market.world.World;
import io.bidder.market.world.WorldCatalogue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a real bidder answers is what an exchange takes, and its ads hold what people call. */
@Timeout(120)
class RealBidderTest {
  /** Tests run in the module's directory. */
  private static final Path STORE = Path.of("../bidder/demo/store").toAbsolutePath().normalize();

  private static final int AUCTIONS = 600;
  private static final World WORLD = World.of(World.DEFAULT_SEED);

  @TempDir private Path directory = Path.of("");

  /** A bid for a place. */
  private record Bid(Ask ask, Slot slot, Sale.Bid bid) {}

  @Test
  void answersShouldBeValidAndTheirAdsCallTheBidder() throws Exception {
    OpenRtbSchemas schemas = OpenRtbSchemas.require();
    List<Bid> bids = new ArrayList<>();
    try (BidderServer server = BidderServer.start(config(), InstantSource.system());
        Caller caller =
            new Caller(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()))) {
      String origin = "http://127.0.0.1:" + server.port();
      RequestWriter writer = new RequestWriter(origin.substring(7), "/openrtb2/bid", 10_000);
      MarketOptions options = Markets.options(2, AUCTIONS, 0.5);
      Asks asks = new Asks(WORLD, options);
      Truth truth = new Truth(WORLD, WORLD, Drift.NONE, options.seed());
      for (long i = 0; i < AUCTIONS; i++) {
        Ask ask = asks.at(i);
        HttpAnswer answer = caller.call(writer.write(ask));
        if (answer.status() != 204) {
          schemas.assertResponse(text(answer));
        }
        Answers.Answer read = Answers.read(ask, offers(asks, truth, ask), answer);
        assertEquals("", read.wrong());
        for (Slot slot : ask.slots()) {
          Sale.Bid bid = read.bids().get(slot.number());
          if (bid != null) {
            bids.add(new Bid(ask, slot, bid));
          }
        }
      }
      assertTrue(bids.size() > AUCTIONS / 2, bids.size() + " bids");
      assertAdsCall(origin, bids);
    }
  }

  private static void assertAdsCall(String origin, List<Bid> bids) {
    Map<Media, Integer> ads = new EnumMap<>(Media.class);
    for (Bid each : bids) {
      Sale sale = Sale.of(each.ask, each.slot, List.of(), new Rivals(0, 1, 2), each.bid, 1);
      Macros macros = new Macros(each.ask, sale, each.bid);
      for (String url : List.of(each.bid.winUrl(), each.bid.billingUrl(), each.bid.lossUrl())) {
        assertTrue(url.startsWith(origin + "/n/"), url);
        assertFalse(macros.fill(url, 102).contains("${"), url);
      }
      Media media = each.slot.media();
      Markup markup = Markup.of(media, macros.fill(each.bid.markup(), 0));
      ads.merge(media, 1, Integer::sum);
      assertEquals(
          1,
          markup.shown().stream().filter(url -> url.startsWith(origin + "/n/i/")).count(),
          () -> media + " " + each.bid.markup());
      assertEquals(
          1,
          markup.clicked().stream().filter(url -> url.startsWith(origin + "/n/c/")).count(),
          () -> media + " " + each.bid.markup());
      String landing = markup.clicked().getLast();
      if (!Urls.isNotice(landing)) {
        assertFalse(
            String.valueOf(Urls.parameter(landing, "click")).length() < 10,
            () -> media + " " + each.bid.markup());
      }
    }
    for (Media media : Media.values()) {
      assertTrue(ads.getOrDefault(media, 0) > 10, ads::toString);
    }
  }

  private static List<List<Offer>> offers(Asks asks, Truth truth, Ask ask) {
    return ask.slots().stream()
        .map(slot ->
            truth.offers(
                slot,
                asks.eligible(ask, slot),
                new int[WORLD.campaigns().size()],
                new int[WORLD.creatives().size()]))
        .toList();
  }

  private static String text(HttpAnswer answer) throws IOException {
    byte[] body = answer.body();
    if (answer.header("content-encoding").equals("gzip")) {
      body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
    }
    return new String(body, StandardCharsets.UTF_8);
  }

  private ServerConfig config() throws IOException {
    Path catalogue = directory.resolve("campaigns.yaml");
    try (Writer writer = Files.newBufferedWriter(catalogue)) {
      WorldCatalogue.write(WORLD, writer);
    }
    return ServerConfig.load(
        null,
        List.of(
            "http.host=127.0.0.1",
            "http.port=0",
            "admin.host=127.0.0.1",
            "admin.port=0",
            "clock=exchange",
            "bid.deadline=10s",
            "events.dir=" + directory.resolve("events"),
            "events.sync=os",
            "model.store=" + STORE,
            "catalogue.file=" + catalogue));
  }
}
