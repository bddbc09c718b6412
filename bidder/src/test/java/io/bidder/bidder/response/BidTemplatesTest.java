package io.bidder.bidder.response;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.Creative.Delivery;
import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.Markup;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;

class BidTemplatesTest {

  @Test
  void videoBidShouldHaveWellFormedVastAndSayWhatItIs() throws Exception {
    Creative creative = Ads.creative("video", Ads.vast(Ads.vastXml("00:00:14.960")), Delivery.ADM);
    Campaign campaign = Ads.campaign(creative);
    WrittenResponse answer = new WrittenResponse(Ads.catalogue(campaign));
    answer.request.id.set("<&\"']]>");
    answer.bid(answer.imp("1"), campaign, creative, null, 1).bidId.set("]]>&<");
    IabSchema.require().assertResponse(answer.json());
    JsonNode bid = answer.onlyBid();
    assertEquals(2, bid.get("mtype").asInt());
    assertEquals(3, bid.get("protocol").asInt());
    assertEquals(15, bid.get("dur").asInt());
    assertEquals(640, bid.get("w").asInt());
    assertEquals(360, bid.get("h").asInt());
    var document =
        DocumentBuilderFactory.newDefaultNSInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(bid.get("adm").asString())));
    assertEquals(
        "https://t.example/i?p=${AUCTION_PRICE}&b=%5D%5D%3E%26%3C",
        document.getElementsByTagName("Impression").item(0).getTextContent().strip());
  }

  @Test
  void audioBidShouldHaveNoSize() {
    CreativeContent.Vast audio =
        new CreativeContent.Vast(
            true, 0, 0, 15, List.of("audio/mp4"), 3, true, 128, Markup.of(Ads.vastXml("00:00:15")));
    Creative creative = Ads.creative("audio", audio, Delivery.ADM);
    Campaign campaign = Ads.campaign(creative);
    WrittenResponse answer = new WrittenResponse(Ads.catalogue(campaign));
    answer.bid(answer.imp("1"), campaign, creative, null, 1);
    IabSchema.require().assertResponse(answer.json());
    assertEquals(3, answer.onlyBid().get("mtype").asInt());
    assertEquals(null, answer.onlyBid().get("w"));
  }
}
