package io.bidder.bidder.response;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.Creative.Delivery;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.openrtb.NativeAsset;
import io.bidder.modelstore.testing.Cases;
import io.bidder.modelstore.testing.Draw;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Whatever texts go in come out, wherever they stand. */
class NastyTextTest {
  private static final int TRIES = 300;

  private static final String[] PIECES = {
    "\"",
    "\\",
    "\u0000",
    "\u001f",
    "\n",
    "\t",
    "\u007f",
    "\u2028",
    "\u2029",
    "</script>",
    "<![CDATA[",
    "]]>",
    "&amp;",
    "'",
    "${",
    "}",
    "${AUCTION_PRICE}",
    "%",
    "%22",
    "\uD83D\uDE00",
    "\uD83D",
    "\uDE00",
    "é",
    "€",
    "\uFFFF",
    "\\u0041",
    "a",
    " "
  };

  @Test
  void bannerShouldBeReadBackAsItWasWritten() {
    Cases.forAll(
        41,
        TRIES,
        draw -> {
          String text = text(draw);
          String id = text(draw);
          long priceCpmMicros = draw.longBetween(0, Long.MAX_VALUE);

          Creative creative =
              new Creative(
                  "c" + text,
                  "a" + text,
                  Ads.banner(text + "${BIDDER_REQUEST}" + text),
                  List.of(1),
                  List.of("l" + text),
                  List.of("t" + text, text),
                  "b" + text,
                  true,
                  null,
                  Delivery.ADM,
                  Map.of());
          Advertiser advertiser = new Advertiser("v", "d" + text, List.of(), 2, "s" + text);
          Campaign campaign = Ads.campaign("k" + text, advertiser, creative);
          WrittenResponse answer = new WrittenResponse(Ads.catalogue(campaign));
          answer.request.id.set(id);
          answer.bids.responseId.set("r" + id);
          Imp imp = answer.imp("i" + id);
          Deal deal = new Deal();
          deal.id.set("d" + id);
          answer.bid(imp, campaign, creative, deal, priceCpmMicros).bidId.set("b" + id);

          JsonNode response = WrittenResponse.read(answer.json());
          assertEquals(id, response.get("id").asString());
          assertEquals("r" + id, response.get("bidid").asString());
          assertEquals("s" + text, response.get("seatbid").get(0).get("seat").asString());
          JsonNode bid = response.get("seatbid").get(0).get("bid").get(0);
          assertEquals("b" + id, bid.get("id").asString());
          assertEquals("i" + id, bid.get("impid").asString());
          assertEquals("d" + id, bid.get("dealid").asString());
          assertEquals("c" + text, bid.get("crid").asString());
          assertEquals("k" + text, bid.get("cid").asString());
          assertEquals("a" + text, bid.get("adid").asString());
          assertEquals("d" + text, bid.get("adomain").get(0).asString());
          assertEquals(text, bid.get("cat").get(1).asString());
          assertEquals("l" + text, bid.get("language").asString());
          String adm = bid.get("adm").asString();
          assertTrue(adm.startsWith(text) && adm.endsWith(text));
          String value = adm.substring(text.length(), adm.length() - text.length());
          assertTrue(value.matches("[A-Za-z0-9._~%-]*"), value);
          assertEquals(wellFormed(id), URLDecoder.decode(value, StandardCharsets.UTF_8));
        });
  }

  @Test
  void nativeShouldBeReadBackAsItWasWritten() {
    Cases.forAll(
        42,
        TRIES,
        draw -> {
          String text = text(draw);
          int assetId = draw.anyInt();

          Creative creative = Ads.creative("n", Ads.nativeAd("t" + text), Delivery.ADM);
          Campaign campaign = Ads.campaign(creative);
          WrittenResponse answer = new WrittenResponse(Ads.catalogue(campaign));
          Imp imp = answer.imp("1");
          NativeAsset title = imp.nativeRequest.assets.add();
          title.clear();
          title.id = Math.max(assetId, -999_999);
          title.kind = NativeAsset.Kind.TITLE;
          answer.bid(imp, campaign, creative, null, 1);
          JsonNode markup = WrittenResponse.read(answer.onlyBid().get("adm").asString());
          assertEquals("t" + text, markup.get("assets").get(0).get("title").get("text").asString());
          assertEquals(title.id, markup.get("assets").get(0).get("id").asInt());
        });
  }

  @Test
  void servedMarkupShouldNotLetAQueryOutOfItsPlace() {
    Cases.forAll(
        43,
        TRIES,
        draw -> {
          String text = text(draw);

          Creative creative =
              Ads.creative("c" + text, Ads.banner("<b title='${AUCTION_PRICE}'>"), Delivery.NURL);
          WonAds service =
              new WonAds(
                  BidTemplates.of(
                      Ads.catalogue(Ads.campaign(creative)), () -> "https://b.example", false),
                  null);
          String query = "price=" + Template.percentEncoded(text);
          WonAds.Ad served = Objects.requireNonNull(service.serve("c" + text, query));
          String body = served.body();
          String value = body.substring("<b title='".length(), body.length() - "'>".length());
          assertTrue(value.matches("[A-Za-z0-9._~%-]*"), value);
          if (!text.startsWith("${AUCTION_")) {
            assertEquals(wellFormed(text), URLDecoder.decode(value, StandardCharsets.UTF_8));
          }
        });
  }

  private static String text(Draw draw) {
    return String.join("", draw.list(0, 12, () -> draw.oneOf(PIECES)));
  }

  /** Half of a surrogate pair cannot be in a URL. */
  private static String wellFormed(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
        .forEach(out::appendCodePoint);
    return out.toString();
  }
}
