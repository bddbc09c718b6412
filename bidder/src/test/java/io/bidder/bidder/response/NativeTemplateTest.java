package io.bidder.bidder.response;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.Creative.Delivery;
import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.Markup;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.openrtb.NativeAsset;
import io.bidder.bidder.openrtb.NativeAsset.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class NativeTemplateTest {
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
  private final WrittenResponse answer = new WrittenResponse(Ads.catalogue(campaign));
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
      assertEquals(WrittenResponse.read(expected), markup());
    }
  }

  @Test
  void markupShouldHaveImpressionTrackersWhenTheSlotTakesNoEvents() {
    String trackers =
        ", \"imptrackers\": [\"https://t.example/i?p=${AUCTION_PRICE}&b=bid-1\","
            + " \"https://v.example/i\"]}";
    imp.nativeRequest.ver.set("1.2");
    assertEquals(WrittenResponse.read("{\"ver\": \"1.2\"," + ASSETS + trackers), markup());
    imp.nativeRequest.ver.set("1.1");
    assertEquals(WrittenResponse.read("{\"ver\": \"1.1\"," + ASSETS + trackers), markup());
    for (String version : new String[] {"1.0", "1", "", "one"}) {
      imp.nativeRequest.ver.set(version);
      assertEquals(WrittenResponse.read("{" + ASSETS + trackers), markup());
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
  void markupShouldHaveTheMacrosOfAnImagesUrlFilledIn() {
    CreativeContent.Native ad = Ads.nativeAd("Fresh coffee");
    Creative tracked =
        Ads.creative(
            "tracked",
            new CreativeContent.Native(
                ad.title(),
                List.of(
                    new CreativeContent.Image(
                        3, Markup.of("https://i.example/?b=${BIDDER_BID}"), 600, 314, "image/png")),
                ad.data(),
                ad.link(),
                List.of(),
                List.of()),
            Delivery.ADM);
    Campaign trackedCampaign = Ads.campaign(tracked);
    WrittenResponse written = new WrittenResponse(Ads.catalogue(trackedCampaign));
    written.bid(slot(written), trackedCampaign, tracked, null, 1_000_000);
    written.json();
    JsonNode markup = WrittenResponse.read(written.onlyBid().get("adm").asString());
    assertEquals(
        "https://i.example/?b=bid-1", markup.get("assets").get(1).get("img").get("url").asString());
  }

  @Test
  void bidShouldBeOfTheSchemaAndSayThatItIsNative() {
    IabSchema.require().assertResponse(answerJson());
    assertEquals(4, answer.onlyBid().get("mtype").asInt());
    assertEquals(null, answer.onlyBid().get("w"));
  }

  /** A slot with an asset that the ad has not, between ones that it has. */
  static Imp slot(WrittenResponse answer) {
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
    return WrittenResponse.read(answer.onlyBid().get("adm").asString());
  }
}
