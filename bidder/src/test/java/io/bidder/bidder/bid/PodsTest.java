package io.bidder.bidder.bid;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.bidder.campaign.CampaignsOut;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.file.CatalogueReader;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.response.WinningBids;
import io.bidder.bidder.serve.DemoStore;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.serving.ServedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Bids for breaks of several spots: no advertiser twice, and no longer than the break. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PodsTest {
  private static final String VAST =
      "<VAST version=\"4.1\"><Ad><InLine><MediaFile"
          + " type=\"video/mp4\">https://a.example/v</MediaFile></InLine></Ad></VAST>";

  @TempDir private Path directory = Path.of("");
  private ServedModel model;
  private BidPipeline pipeline;

  /** Ads of falling worth: two of the first advertiser, then one of each, and a banner. */
  @BeforeAll
  void start() throws IOException {
    StringBuilder yaml = new StringBuilder("advertisers:\n");
    for (String id : List.of("a", "b", "c", "d")) {
      yaml.append("  - {id: %s, domain: %s.example, seat: s}\n".formatted(id, id));
    }
    yaml.append("  - {id: b2, domain: b.example, seat: s}\n");
    yaml.append("campaigns:\n");
    add("a", "a30", 900, spot(30), yaml);
    add("a", "a15", 800, spot(15), yaml);
    add("b", "b30", 700, spot(30), yaml);
    add("b2", "b15", 650, spot(15), yaml);
    add("c", "c15", 600, spot(15), yaml);
    add("d", "d60", 500, spot(60), yaml);
    add("d", "dBanner", 1, "banner: {size: 300x250, markup: a}", yaml);
    Path file = directory.resolve("c.yaml");
    Files.writeString(file, yaml);
    Catalogue catalogue = CatalogueReader.read(file);
    DirectoryModelStore store = new DirectoryModelStore(DemoStore.DEMO);
    model =
        new ServedModel(
            ScoringModel.open(
                store.open(store.currentId().orElseThrow()), ScoringOptions.defaults()),
            1);
    ServedCatalogue served =
        ServedCatalogue.of(new CampaignIndex(catalogue), () -> "https://bid.example", false);
    pipeline =
        new BidPipeline(
            new Served(model, () -> served, new CampaignsOut(), BidLimits.of(640, 1)),
            () -> 0,
            BidObserver.NONE);
  }

  private static void add(
      String advertiser, String id, int orderValue, String content, StringBuilder yaml) {
    yaml.append(
        """
          - {id: %s, advertiser: %s, economics: {averageOrderValue: %d, roasCoefficient: 1},
             creatives: [{id: %s, %s}]}
        """
            .formatted(id, advertiser, orderValue, id, content));
  }

  private static String spot(int seconds) {
    return "video: {size: 640x480, durationSeconds: %d, mimes: [video/mp4], markup: '%s'}"
        .formatted(seconds, VAST);
  }

  @AfterAll
  void stop() {
    model.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        // One slot for several spots.
        "~'video': {'mimes': ['video/mp4']}~ | 1:a30",
        "~'video': {'poddur': 60, 'maxseq': 4}~ | 1:a30 1:b30",
        "~'video': {'poddur': 75, 'maxseq': 4}~ | 1:a30 1:b30 1:c15",
        "~'video': {'poddur': 50}~ | 1:a30 1:b15",
        "~'video': {'poddur': 60, 'maxseq': 1}~ | 1:a30",
        "~'video': {'poddur': 45, 'maxseq': 9}~ | 1:a30 1:b15",
        "~'video': {'poddur': 29}~ | 1:a15",
        "~'video': {'poddur': 600}~ | 1:a30 1:b30 1:c15 1:d60",
        "~'video': {'maxseq': 2}~ | 1:a30 1:b30",
        "~'video': {'poddur': 60, 'maxduration': 15}~ | 1:a15 1:b15 1:c15",
        "~'video': {'poddur': 60, 'rqddurs': [15, 60]}~ | 1:a15 1:b15 1:c15",
        "~'video': {'poddur': 14}~ | ~~",
        "~'video': {'poddur': 30, 'minduration': 30}, 'banner': {'w': 300, 'h': 250}~ | 1:a30",
        // What is no spot has the slot for itself.
        "~'video': {'poddur': 600, 'minduration': 90}, 'banner': {'w': 300, 'h': 250}~ | 1:dBanner",
        // Slots of one break, and of different ones.
        "~'video': {'podid': 'p'}},{'id': 2, 'video': {'podid': 'p'}~ | 1:a30 2:b30",
        "~'video': {'podid': 'p'}},{'id': 2, 'video': {'podid': 'q'}~ | 1:a30 2:a30",
        "~'video': {'podid': 1}},{'id': 2, 'video': {'podid': '1', 'maxduration': 15}~ | 1:a30"
            + " 2:b15",
        "~'video': {'w': 640}},{'id': 2, 'video': {'w': 640}~ | 1:a30 2:a30",
        "~'video': {'podid': 'p', 'maxduration': 30}},{'id': 2, 'video': {'podid': 'p', 'poddur':"
            + " 30}~ | 1:a30 2:b30",
        "~'video': {'podid': 'p'}},{'id': 2, 'video': {'podid': 'p', 'poddur': 60, 'maxseq': 3}~"
            + " | 1:a30 2:b30 2:c15",
      })
  void breakShouldHoldDifferentAdvertisersForNoLongerThanItIs(String imps, String bids)
      throws IOException {
    byte[] json =
        ("{'id': 'r', 'imp': [{'id': '1', " + imps + "}]}")
            .replace('\'', '"')
            .getBytes(StandardCharsets.UTF_8);
    BidContext context = new BidContext(0, BidLimits.of(640, 1));
    context.begin(TestExchange.of(false), json, json.length, 0, 1_764_583_200_000L);
    Told told = new Told();
    pipeline.bid(new BidContext[] {context}, 1, told);
    assertEquals(bids, String.join(" ", told.bids));
  }

  /** The bids of an answer. */
  private static final class Told implements Answers {
    final List<String> bids = new ArrayList<>();

    @Override
    public void bid(BidContext context, WinningBids winners, byte[] json, int length) {
      String text = new String(json, 0, length, StandardCharsets.UTF_8);
      for (JsonNode seat : JsonMapper.shared().readTree(text).get("seatbid")) {
        for (JsonNode bid : seat.get("bid")) {
          bids.add(bid.get("impid").asString() + ":" + bid.get("crid").asString());
        }
      }
    }

    @Override
    public void noBid(BidContext context, NoBidReason reason) {}

    @Override
    public void noBid(BidContext context, NoBidReason reason, byte[] json, int length) {}

    @Override
    public void malformed(BidContext context) {
      throw new AssertionError(context.malformed());
    }
  }
}
