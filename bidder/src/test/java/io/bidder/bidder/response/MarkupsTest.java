package io.bidder.bidder.response;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.Creative.Delivery;
import io.bidder.bidder.campaign.CreativeContent;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;

class MarkupsTest {

  @Test
  void videoBidShouldHaveWellFormedVastAndSayWhatItIs() throws Exception {
    Creative creative = Ads.creative("video", Ads.vast(Ads.vastXml("00:00:14.960")), Delivery.ADM);
    Campaign campaign = Ads.campaign(creative);
    Answer answer = new Answer(Ads.catalogue(campaign));
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
            true, 0, 0, 15, List.of("audio/mp4"), 3, true, 128, Ads.vastXml("00:00:15"));
    Creative creative = Ads.creative("audio", audio, Delivery.ADM);
    Campaign campaign = Ads.campaign(creative);
    Answer answer = new Answer(Ads.catalogue(campaign));
    answer.bid(answer.imp("1"), campaign, creative, null, 1);
    IabSchema.require().assertResponse(answer.json());
    assertEquals(3, answer.onlyBid().get("mtype").asInt());
    assertEquals(null, answer.onlyBid().get("w"));
  }

  @Test
  void ofShouldNameEveryAdThatCannotBeDelivered() {
    InvalidMarkupException e =
        assertThrows(
            InvalidMarkupException.class,
            () ->
                Markups.of(
                    Ads.catalogue(
                        Ads.campaign(
                            ad("macro", Ads.banner("${BIDDER_CAMPAING}")),
                            ad("suffix", Ads.banner("${BIDDER_IMP:B64}")),
                            ad("long", Ads.banner("x".repeat(Markups.MAX_MARKUP_CHARS + 1))),
                            ad("good", Ads.banner("${AUCTION_WHATEVER} ${other} $ {")),
                            ad("xml", Ads.vast("<VAST version='3.0'>\n<Ad>a & b</Ad></VAST>")),
                            ad("entity", Ads.vast(ENTITY)),
                            ad("root", Ads.vast("<DAAST version='1.0'/>")),
                            ad("version", Ads.vast("<VAST version='2.0'/>")),
                            ad("duration", Ads.vast(Ads.vastXml("00:00:30"))),
                            ad("clock", Ads.vast(Ads.vastXml("15 s"))),
                            Ads.creative("url", Ads.banner("x"), Delivery.NURL))),
                    ""));
    String message = String.valueOf(e.getMessage());
    assertEquals(10, message.lines().count(), message);
    for (String part :
        List.of(
            "campaign 'campaign-7', ad 'macro': macro '${BIDDER_CAMPAING}': expected one of",
            "ad 'suffix': macro '${BIDDER_IMP:B64}'",
            "ad 'long': 262145 characters of markup: expected at most 262144",
            "ad 'xml': VAST line 2",
            "ad 'entity': VAST line 1",
            "ad 'root': VAST root element 'DAAST'",
            "ad 'version': VAST version '2.0': expected 3.0",
            "ad 'duration': VAST duration '00:00:30': expected HH:MM:SS of the ad's 15 seconds",
            "ad 'clock': VAST duration '15 s'",
            "ad 'url': delivered on a win notice: expected a public URL")) {
      assertTrue(message.contains(part), part + " in\n" + message);
    }
  }

  @Test
  void ofShouldRefuseTwoAdsOfOneIdOnWinNotices() {
    Creative first = Ads.creative("twice", Ads.banner("x"), Delivery.NURL);
    Creative second = Ads.creative("twice", Ads.banner("y"), Delivery.NURL);
    InvalidMarkupException e =
        assertThrows(
            InvalidMarkupException.class,
            () -> Markups.of(Ads.catalogue(Ads.campaign(first, second)), "https://b.example"));
    assertTrue(String.valueOf(e.getMessage()).contains("'twice'"), e.getMessage());
  }

  private static final String ENTITY =
      "<!DOCTYPE VAST [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><VAST version='3.0'>&x;</VAST>";

  private static Creative ad(String id, CreativeContent content) {
    return Ads.creative(id, content, Delivery.ADM);
  }
}
