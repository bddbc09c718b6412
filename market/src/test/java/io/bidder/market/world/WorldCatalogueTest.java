package io.bidder.market.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.file.CatalogueReader;
import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.serve.BidderServer;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A bidder that is started with a world's campaigns bids with those. */
class WorldCatalogueTest {
  /** Tests run in the module's directory. */
  private static final Path STORE = Path.of("../bidder/demo/store").toAbsolutePath().normalize();

  private static final World WORLD = World.of(World.DEFAULT_SEED);
  private static final long CENT_MICROS = 10_000;
  private static final int BANNER = 1;
  private static final int VIDEO = 2;

  @TempDir private Path directory = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void writeCatalogue() throws IOException {
    file = directory.resolve("campaigns.yaml");
    try (Writer writer = Files.newBufferedWriter(file)) {
      WorldCatalogue.write(WORLD, writer);
    }
  }

  @Test
  void catalogueShouldHaveTheWorldsCampaigns() throws IOException {
    List<io.bidder.bidder.campaign.Campaign> read = CatalogueReader.read(file).campaigns();

    assertCampaignsOf(WORLD, read);
    assertEquals(
        WORLD.creatives().stream()
            .filter(Creative::isNativeToo)
            .map(Creative::nativeId)
            .collect(Collectors.toSet()),
        read.stream()
            .flatMap(campaign -> campaign.creatives().stream())
            .filter(WorldCatalogueTest::isNative)
            .map(io.bidder.bidder.campaign.Creative::id)
            .collect(Collectors.toSet()));
  }

  private static boolean isNative(io.bidder.bidder.campaign.Creative creative) {
    return creative.content() instanceof CreativeContent.Native;
  }

  static void assertCampaignsOf(World world, List<io.bidder.bidder.campaign.Campaign> read) {
    assertEquals(world.campaigns().size(), read.size());
    for (Campaign campaign : world.campaigns()) {
      io.bidder.bidder.campaign.Campaign found = read.get(campaign.index());
      assertEquals(campaign.id(), found.id());
      assertEquals(Map.of("category", campaign.categoryName()), found.attributes());
      long off = found.economics().averageOrderValueMicros() - world.meanOrderMicros(campaign);
      assertTrue(Math.abs(off) <= CENT_MICROS / 2, () -> campaign + " is off by " + off);
      assertEquals(campaign.roasCoefficient(), found.economics().roasCoefficient());
      List<io.bidder.bidder.campaign.Creative> left = new ArrayList<>(found.creatives());
      left.removeIf(WorldCatalogueTest::isNative);
      for (Creative creative : world.creatives(campaign)) {
        assertSame(creative, left.removeFirst());
      }
      assertTrue(left.isEmpty());
    }
  }

  private static void assertSame(Creative creative, io.bidder.bidder.campaign.Creative found) {
    assertEquals(creative.id(), found.id());
    assertEquals(creative.formatName(), found.features().get("format"));
    assertEquals(
        creative.priceMicros() / 1e6, Double.parseDouble(found.features().get("price")), 1e-9);
    if (creative.isVideo()) {
      CreativeContent.Vast spot = assertInstanceOf(CreativeContent.Vast.class, found.content());
      assertEquals(creative.width() + "x" + creative.height(), spot.w() + "x" + spot.h());
    } else {
      CreativeContent.Banner banner =
          assertInstanceOf(CreativeContent.Banner.class, found.content());
      assertEquals(creative.width() + "x" + creative.height(), banner.w() + "x" + banner.h());
    }
  }

  @Test
  void bidderShouldBidWithFittingCreativesWhenItIsStartedWithTheCatalogue() throws Exception {
    try (BidderServer server =
            BidderServer.start(
                ServerConfig.load(
                    null,
                    List.of(
                        "http.port=0",
                        "admin.port=0",
                        "admin.host=127.0.0.1",
                        "bid.deadline=10s",
                        "model.store=" + STORE,
                        "catalogue.file=" + file)),
                InstantSource.system());
        HttpClient client = HttpClient.newHttpClient()) {
      RandomStream random = new RandomStream(3);
      Set<Integer> sizes = new HashSet<>();
      for (int i = 0; i < 200; i++) {
        Opportunity opportunity =
            WORLD.traffic().opportunity(MarketClock.at((i + 0.5) / 200, 1), random);
        boolean deal = i % 2 == 1;

        JsonNode bid = bid(client, server.port(), request(opportunity, deal));

        sizes.add(opportunity.size());
        assertTrue(
            WORLD.traffic().candidates(opportunity).stream()
                .anyMatch(creative -> creative.id().equals(bid.get("crid").asString())),
            () -> bid + " at " + opportunity);
        assertEquals(opportunity.isVideo() ? VIDEO : BANNER, bid.get("mtype").asInt());
        assertEquals(deal ? opportunity.site().dealId() : "", bid.path("dealid").asString(""));
      }
      assertEquals(Names.WIDTHS.size(), sizes.size());
    }
  }

  private static ObjectNode request(Opportunity opportunity, boolean deal) {
    ObjectNode request = JsonMapper.shared().createObjectNode().put("id", "1");
    ObjectNode imp = request.putArray("imp").addObject().put("id", "1").put("secure", 1);
    ObjectNode slot = imp.putObject(opportunity.isVideo() ? "video" : "banner");
    slot.put("w", opportunity.width()).put("h", opportunity.height());
    slot.put("pos", opportunity.positionCode());
    if (opportunity.isVideo()) {
      slot.putArray("mimes").add("video/mp4");
      slot.putArray("protocols").add(7).add(13);
    }
    if (deal) {
      ObjectNode pmp = imp.putObject("pmp").put("private_auction", 1);
      pmp.putArray("deals").addObject().put("id", opportunity.site().dealId());
    }
    if (opportunity.isApp()) {
      request.putObject("app").put("bundle", opportunity.site().bundle());
    } else {
      request.putObject("site").put("domain", opportunity.site().domain());
    }
    request.putObject("device").put("devicetype", opportunity.device().typeCode());
    return request;
  }

  private static JsonNode bid(HttpClient client, int port, ObjectNode request)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/openrtb2/bid"))
                .POST(BodyPublishers.ofByteArray(JsonMapper.shared().writeValueAsBytes(request)))
                .build(),
            BodyHandlers.ofString());
    assertEquals(200, answer.statusCode(), answer::body);
    return JsonMapper.shared().readTree(answer.body()).at("/seatbid/0/bid/0");
  }
}
