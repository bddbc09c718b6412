package io.bidder.bidder.response;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.Creative.Delivery;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.response.WonAds.Ad;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** From the bid, through an exchange that fills in its macros, to the markup. */
class WonAdsTest {
  private final Creative banner =
      Ads.creative(
          "cr/1 é",
          Ads.banner(
              "${AUCTION_ID}|${AUCTION_BID_ID}|${AUCTION_IMP_ID}|${AUCTION_SEAT_ID}|${AUCTION_AD_ID}"
                  + "|${AUCTION_PRICE}|${AUCTION_CURRENCY}|${AUCTION_LOSS}|${AUCTION_MIN_TO_WIN}"
                  + "|${AUCTION_MBR}|${AUCTION_PRICE:B64}|${AUCTION_SEAT_ID:B64}|${AUCTION_ID:B64}"
                  + "|${BIDDER_REQUEST}|${BIDDER_IMP}|${BIDDER_BID}|${BIDDER_DEAL}"
                  + "|${BIDDER_CREATIVE}|${other}|<b>&</b>"),
          Delivery.NURL);
  private final Creative video =
      Ads.creative("video", Ads.vast(Ads.vastXml("00:00:15")), Delivery.NURL);
  private final Creative nativeAd =
      Ads.creative("native", Ads.nativeAd("Fresh coffee"), Delivery.NURL);
  private final Creative inBid = Ads.creative("in-bid", Ads.banner("x"), Delivery.ADM);
  private final Campaign campaign = Ads.campaign(banner, video, nativeAd, inBid);
  private final WrittenResponse answer = new WrittenResponse(Ads.catalogue(campaign));
  private final WonAds service = new WonAds(answer.templates, null);

  @Test
  void serveShouldFillInEveryMacro() {
    Deal deal = new Deal();
    deal.id.set("deal&9");
    URI url = filledIn(noticeUrl(banner, answer.imp("imp 1"), deal));
    assertTrue(
        url.toString().startsWith(WrittenResponse.PUBLIC_URL + "/ad/cr%2F1%20%C3%A9?"),
        url::toString);
    Ad served = serve(url);
    assertEquals("text/html; charset=utf-8", served.contentType());
    assertEquals(
        "request-1|response-1|imp%201|seat-1|ad-cr%2F1%20%C3%A9|1.25|EUR|0|1.2||MS4yNQ%3D%3D"
            + "|c2VhdC0x|cmVxdWVzdC0x|request-1|imp%201|bid-1|deal%269|cr%2F1%20%C3%A9"
            + "|${other}|<b>&</b>",
        text(served));
  }

  @Test
  void serveShouldAnswerWithVast() {
    Ad served = serve(filledIn(noticeUrl(video, answer.imp("1"), null)));
    assertEquals("application/xml; charset=utf-8", served.contentType());
    assertTrue(text(served).contains("<![CDATA[https://t.example/i?p=1.25&b=bid-1]]>"));
    assertTrue(text(served).contains("<Ad id=\"video\">"));
  }

  @Test
  void serveShouldAnswerWithTheNativeAssetsThatTheBidWasMadeWith() {
    Imp imp = NativeTemplateTest.slot(answer);
    imp.nativeRequest.ver.set("1.2");
    imp.nativeRequest.wrapped = true;
    imp.nativeRequest.impressionImageTracker = true;
    Ad served = serve(filledIn(noticeUrl(nativeAd, imp, null)));
    assertEquals("application/json; charset=utf-8", served.contentType());
    var markup = WrittenResponse.read(text(served)).get("native");
    assertEquals(3, markup.get("assets").size());
    assertEquals("Fresh coffee", markup.get("assets").get(0).get("title").get("text").asString());
    assertEquals(
        "https://t.example/i?p=1.25&b=bid-1",
        markup.get("eventtrackers").get(0).get("url").asString());
  }

  @Test
  void bidShouldBeOfTheSchemaAndHaveNoMarkup() {
    answer.bid(answer.imp("1"), campaign, banner, null, 1);
    IabSchema.require().assertResponse(answer.json());
    assertNull(answer.onlyBid().get("adm"));
  }

  @Test
  void serveShouldHaveNothingForAdsThatAreNotDeliveredSo() {
    assertNull(service.serve("in-bid", "price=1"));
    assertNull(service.serve("unknown", "price=1"));
  }

  @Test
  void serveShouldHaveNothingForAQueryThatWeDidNotMake() {
    assertNull(service.serve("video", "price=%zz"));
    for (String choice :
        new String[] {
          "", "12", "12x.1t0", "12n.1t1", "12n.1i2", "12n.1d2", "12n.1q0", "12n.1t0;"
        }) {
      assertNull(service.serve("native", "native=" + choice), choice);
    }
    assertNull(service.serve("native", "native=12n" + ".1t0".repeat(33)));
    assertNull(service.serve("native", "native=0n" + ".1t0".repeat(1_000_000)));
    assertNull(service.serve("native", "native=0n" + ".1t0".repeat(1_000_000) + "."));
    assertNull(service.serve("native", "&=".repeat(1_000_000) + "&a=%"));
  }

  @Test
  void serveShouldTakeWhatIsMissingOrNotFilledInForNothing() {
    Ad served = Objects.requireNonNull(service.serve("cr/1 é", "price=${AUCTION_PRICE}&&x"));
    assertEquals(
        "||||ad-cr%2F1%20%C3%A9|||||||||||||cr%2F1%20%C3%A9|${other}|<b>&</b>", text(served));
  }

  private String noticeUrl(Creative creative, Imp imp, @Nullable Deal deal) {
    answer.bid(imp, campaign, creative, deal, 1_500_000);
    return answer.onlyBid().get("nurl").asString();
  }

  /** As an exchange does that knows no minimum bid ratio. */
  private static URI filledIn(String url) {
    return URI.create(
        url.replace("${AUCTION_PRICE}", "1.25")
            .replace("${AUCTION_CURRENCY}", "EUR")
            .replace("${AUCTION_BID_ID}", "response-1")
            .replace("${AUCTION_LOSS}", "0")
            .replace("${AUCTION_MIN_TO_WIN}", "1.2")
            .replaceAll("\\$\\{AUCTION_\\w+}", ""));
  }

  private Ad serve(URI url) {
    String id =
        URLDecoder.decode(url.getRawPath().substring(WonAds.PATH.length()), StandardCharsets.UTF_8);
    return Objects.requireNonNull(service.serve(id, url.getRawQuery()));
  }

  private static String text(Ad served) {
    return served.body();
  }
}
