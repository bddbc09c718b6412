package io.bidder.bidder.response;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.Creative.Delivery;
import io.bidder.bidder.openrtb.ExtraPaths;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.openrtb.reader.BidRequestReader;
import io.bidder.modelstore.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Answers to requests as exchanges really sent them. */
class ResponsesToRecordedRequestsTest {
  private final BidRequestReader reader = new BidRequestReader();

  @ParameterizedTest
  @EnumSource(Delivery.class)
  void answerShouldBeOfTheSchemaAndNameWhatTheRequestNames(Delivery delivery) throws IOException {
    Creative banner = Ads.creative("banner", Ads.banner("<b>${BIDDER_REQUEST}</b>"), delivery);
    Creative video = Ads.creative("video", Ads.vast(Ads.vastXml("00:00:15")), delivery);
    Creative nativeAd = Ads.creative("native", Ads.nativeAd("Fresh coffee"), delivery);
    Campaign campaign = Ads.campaign(banner, video, nativeAd);
    IabSchema schema = IabSchema.require();
    int bids = 0;
    for (Path file : files()) {
      WrittenResponse answer = new WrittenResponse(Ads.catalogue(campaign));
      byte[] json = Files.readAllBytes(file);
      assertNull(reader.read(json, 0, json.length, ExtraPaths.none(), answer.request));
      for (int i = 0; i < answer.request.imps.size(); i++) {
        Imp imp = answer.request.imps.get(i);
        Creative ad = imp.hasBanner ? banner : imp.hasVideo ? video : nativeAd;
        answer.bid(imp, campaign, ad, imp.deals.isEmpty() ? null : imp.deals.get(0), 1_230_000);
      }
      String text = answer.json();
      schema.assertResponse(text);
      assertSameIds(WrittenResponse.read(Files.readString(file)), WrittenResponse.read(text));
      bids += answer.bids.size();
    }
    assertTrue(bids > 40, "bids: " + bids);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nexageNativeAppWall.json", "nexageNativeContentStreamWithVideo.json"})
  void nativeAnswerShouldNameOnlyAssetsThatWereAskedFor(String name) throws IOException {
    Creative nativeAd = Ads.creative("native", Ads.nativeAd("Fresh coffee"), Delivery.ADM);
    Campaign campaign = Ads.campaign(nativeAd);
    WrittenResponse answer = new WrittenResponse(Ads.catalogue(campaign));
    byte[] json = Files.readAllBytes(SharedData.require("openrtb/requests").resolve(name));
    assertNull(reader.read(json, 0, json.length, ExtraPaths.none(), answer.request));
    answer.bid(answer.request.imps.get(0), campaign, nativeAd, null, 1);
    JsonNode markup = WrittenResponse.read(answer.onlyBid().get("adm").asString());
    assertEquals(
        List.of(1, 3),
        markup.get("assets").valueStream().map(asset -> asset.get("id").asInt()).toList());
  }

  private static void assertSameIds(JsonNode request, JsonNode response) {
    assertEquals(request.get("id").asString(), response.get("id").asString());
    JsonNode bids = response.get("seatbid").get(0).get("bid");
    for (int i = 0; i < bids.size(); i++) {
      JsonNode imp = request.get("imp").get(i);
      assertEquals(imp.get("id").asString(), bids.get(i).get("impid").asString());
      JsonNode deals = imp.path("pmp").path("deals");
      assertEquals(deals.path(0).path("id").asString(""), bids.get(i).path("dealid").asString(""));
    }
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> requests = Files.list(SharedData.require("openrtb/requests"));
        Stream<Path> examples = Files.list(SharedData.require("openrtb/examples/bid-requests"))) {
      return Stream.concat(requests, examples).sorted().toList();
    }
  }
}
