package io.bidder.bidder.response;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.Creative.Delivery;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.openrtb.NativeAsset;
import io.bidder.bidder.openrtb.NativeAsset.Kind;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class NativeMarkupTest {
  private static final String ASSETS =
      """
      "assets": [{"id": 7, "title": {"text": "Fresh coffee"}},
       {"id": 0, "img": {"url": "https://cdn.example/m.jpg", "w": 1200, "h": 627}},
       {"id": 3, "data": {"value": "Roasted this morning,\\nat your door tonight"}}],
      "link": {"url": "https://acme.example/?c=campaign-7&b=bid-1",
       "clicktrackers": ["https://t.example/c?r=request-1"]}
      """;

  private final Creative creative = Ads.creative("n", Ads.nativeAd("Fresh coffee"), Delivery.ADM);
  private final Campaign campaign = Ads.campaign(creative);
  private final Answer answer = new Answer(Ads.catalogue(campaign));
  private final Imp imp = slot(answer);

  @Test
  void markupShouldHaveEventTrackersWhenTheSlotTakesThem() {
    imp.nativeRequest.impressionImageTracker = true;
    for (String version : new String[] {"1.2", "1.3", "2.0"}) {
      imp.nativeRequest.ver.set(version);
      String expected =
          "{\"ver\": \"1.2\","
              + ASSETS
              + """
              , "eventtrackers": [{"event": 1, "method": 1,
               "url": "https://t.example/i?p=${AUCTION_PRICE}&b=bid-1"},
               {"event": 1, "method": 1, "url": "https://v.example/i"}]}
              """;
      assertEquals(Answer.read(expected), markup());
    }
  }

  @Test
  void markupShouldHaveImpressionTrackersWhenTheSlotTakesNoEvents() {
    String trackers =
        ", \"imptrackers\": [\"https://t.example/i?p=${AUCTION_PRICE}&b=bid-1\","
            + " \"https://v.example/i\"]}";
    imp.nativeRequest.ver.set("1.2");
    assertEquals(Answer.read("{\"ver\": \"1.2\"," + ASSETS + trackers), markup());
    imp.nativeRequest.ver.set("1.1");
    assertEquals(Answer.read("{\"ver\": \"1.1\"," + ASSETS + trackers), markup());
    for (String version : new String[] {"1.0", "1", "", "one"}) {
      imp.nativeRequest.ver.set(version);
      assertEquals(Answer.read("{" + ASSETS + trackers), markup());
    }
  }

  @Test
  void markupShouldStandInANativeObjectWhenTheRequestDid() {
    JsonNode bare = markup();
    imp.nativeRequest.wrapped = true;
    assertEquals(bare, markup().get("native"));
    assertEquals(1, markup().size());
  }

  @Test
  void bidShouldBeOfTheSchemaAndSayThatItIsNative() {
    IabSchema.require().assertResponse(answerJson());
    assertEquals(4, answer.onlyBid().get("mtype").asInt());
    assertEquals(null, answer.onlyBid().get("w"));
  }

  /** A slot with an asset that the ad has not, between ones that it has. */
  static Imp slot(Answer answer) {
    Imp imp = answer.imp("1");
    imp.hasNative = true;
    asset(imp, 7, Kind.TITLE);
    asset(imp, 5, Kind.VIDEO);
    asset(imp, 0, Kind.IMAGE).type = 3;
    asset(imp, 3, Kind.DATA).type = 2;
    return imp;
  }

  private static NativeAsset asset(Imp imp, int id, Kind kind) {
    NativeAsset asset = imp.nativeRequest.assets.add();
    asset.clear();
    asset.id = id;
    asset.kind = kind;
    return asset;
  }

  private String answerJson() {
    answer.bids.clear();
    answer.bid(imp, campaign, creative, null, 1_000_000);
    return answer.json();
  }

  private JsonNode markup() {
    answerJson();
    return Answer.read(answer.onlyBid().get("adm").asString());
  }
}
