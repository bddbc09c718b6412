package io.bidder.bidder.response;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.Creative.Delivery;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.Imp;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class BidResponseWriterTest {
  private static final String MARKUP =
      "<a href=\"https://acme.example/?c=${BIDDER_CAMPAIGN}&r=${BIDDER_REQUEST}"
          + "&i=${BIDDER_IMP}&p=${AUCTION_PRICE:B64}\">Tea</a><script>var a = '</b>';</script>";

  private final Creative creative = Ads.creative("cr-1", Ads.banner(MARKUP), Delivery.ADM);
  private final Campaign campaign = Ads.campaign(creative);
  private final WrittenResponse answer = new WrittenResponse(Ads.catalogue(campaign));

  @Test
  void writeShouldHoldEverythingThatIsKnownOfABannersBid() {
    Imp imp = answer.imp("imp/1");
    imp.exp = 900;
    Deal deal = new Deal();
    deal.id.set("deal-9");
    answer.bid(imp, campaign, creative, deal, 9_430_000);
    String json = answer.json();
    IabSchema.require().assertResponse(json);
    String expected =
        """
        {"id": "request-1", "bidid": "response-1", "cur": "USD", "seatbid": [{"seat": "seat-1",
         "bid": [{"id": "bid-1", "impid": "imp/1", "price": 9.43, "adid": "ad-cr-1",
         "adomain": ["acme.example"], "bundle": "com.acme.coffee", "cid": "campaign-7",
         "crid": "cr-1", "cat": ["IAB8-5"], "cattax": 1, "attr": [2, 16], "language": "en",
         "mtype": 1, "w": 300, "h": 250, "dealid": "deal-9", "exp": 900,
         "adm": "<a href=\\"https://acme.example/?c=campaign-7&r=request-1\
        &i=imp%2F1&p=${AUCTION_PRICE:B64}\\">Tea</a><script>var a = '</b>';</script>"}]}]}
        """;
    assertEquals(WrittenResponse.read(expected), WrittenResponse.read(json));
  }

  @Test
  void writeShouldLeaveOutWhatIsNotKnown() {
    Creative bare =
        new Creative(
            "c",
            "",
            Ads.banner("x"),
            List.of(),
            List.of(),
            List.of(),
            "",
            true,
            null,
            Delivery.ADM,
            Map.of());
    Campaign bareCampaign = Ads.campaign("k", new Advertiser("a", "", List.of(), 1, ""), bare);
    WrittenResponse bareAnswer = new WrittenResponse(Ads.catalogue(bareCampaign));
    bareAnswer.bids.responseId.clear();
    bareAnswer.bids.currency = "EUR";
    bareAnswer.bid(bareAnswer.imp("1"), bareCampaign, bare, null, 1);
    String json = bareAnswer.json();
    IabSchema.require().assertResponse(json);
    String expected =
        """
        {"id": "request-1", "cur": "EUR", "seatbid": [{"bid": [{"id": "bid-1", "impid": "1",
         "price": 0.000001, "cid": "k", "crid": "c", "mtype": 1, "w": 300, "h": 250, "adm": "x"}]}]}
        """;
    assertEquals(WrittenResponse.read(expected), WrittenResponse.read(json));
  }

  @Test
  void writeShouldSayTheSizeThatTheBannerFills() {
    WinningBid bid = answer.bid(answer.imp("1"), campaign, creative, null, 1);
    assertEquals(300, answer.onlyBid().get("w").asInt());
    assertEquals(0, bid.w());
    answer.bids.clear();
    var candidate = new io.bidder.bidder.campaign.Candidate();
    candidate.set(0, 0, 0, campaign, creative);
    candidate.w = 320;
    candidate.h = 480;
    answer.bids.add(answer.imp("2"), candidate, 1).bidId.set("b");
    assertEquals(320, answer.onlyBid().get("w").asInt());
    assertEquals(480, answer.onlyBid().get("h").asInt());
  }

  @Test
  void writeShouldPutBidsOfASeatTogetherWhateverTheirOrder() {
    Creative other = Ads.creative("cr-2", Ads.banner("two"), Delivery.ADM);
    Campaign second = Ads.campaign("second", Ads.advertiser("seat-2"), other);
    WrittenResponse mixed = new WrittenResponse(Ads.catalogue(campaign, second));
    mixed.bid(mixed.imp("1"), campaign, creative, null, 1_000_000);
    mixed.bid(mixed.imp("2"), second, other, null, 2_000_000);
    mixed.bid(mixed.imp("3"), campaign, creative, null, 3_000_000);
    String json = mixed.json();
    IabSchema.require().assertResponse(json);
    JsonNode seats = WrittenResponse.read(json).get("seatbid");
    assertEquals(2, seats.size());
    assertEquals("seat-1", seats.get(0).get("seat").asString());
    assertEquals(List.of("1", "3"), impIds(seats.get(0)));
    assertEquals("seat-2", seats.get(1).get("seat").asString());
    assertEquals(List.of("2"), impIds(seats.get(1)));
    assertEquals(json, mixed.json(), "written again");
  }

  @Test
  void writeShouldLeaveOutAndMarkBidsThatHaveNoRoom() {
    Creative large = Ads.creative("large", Ads.banner("x".repeat(3000)), Delivery.ADM);
    Campaign second = Ads.campaign("second", Ads.advertiser("seat-2"), large);
    WrittenResponse small =
        new WrittenResponse(Ads.catalogue(campaign, second), new BidResponseWriter(2000, null));
    small.bid(small.imp("1"), second, large, null, 1);
    small.bid(small.imp("2"), campaign, creative, null, 1);
    assertEquals(1, small.writer.write(small.request, small.bids, small.templates));
    IabSchema.require().assertResponse(small.text());
    JsonNode seats = WrittenResponse.read(small.text()).get("seatbid");
    assertEquals(1, seats.size());
    assertEquals(List.of("2"), impIds(seats.get(0)));
    assertTrue(small.bids.get(0).isLeftOut());
    assertFalse(small.bids.get(1).isLeftOut());
    small.bids.clear();
    small.bid(small.imp("3"), second, large, null, 1);
    assertEquals(0, small.writer.write(small.request, small.bids, small.templates));
    assertEquals(0, small.writer.length());
    assertTrue(small.bids.get(0).isLeftOut());
  }

  @Test
  void writeNoBidShouldSayWhy() {
    answer.writer.writeNoBid("a\"b", 501);
    String json = answer.text();
    IabSchema.require().assertResponse(json);
    assertEquals(
        WrittenResponse.read("{\"id\": \"a\\\"b\", \"nbr\": 501}"), WrittenResponse.read(json));
  }

  @Test
  void writeShouldRefuseAnAdOfAnotherCatalogue() {
    Creative same = Ads.creative("cr-1", Ads.banner(MARKUP), Delivery.ADM);
    answer.bid(answer.imp("1"), campaign, same, null, 1);
    assertThrows(IllegalStateException.class, answer::json);
  }

  @Test
  void writeShouldWritePricesAsDecimals() {
    long[] micros = {0, 1, 10, 999_999, 1_000_000, 1_000_001, 10_500_000, Long.MAX_VALUE};
    String[] expected = {
      "0", "0.000001", "0.00001", "0.999999", "1", "1.000001", "10.5", "9223372036854.775807"
    };
    for (int i = 0; i < micros.length; i++) {
      answer.bids.clear();
      answer.bid(answer.imp("1"), campaign, creative, null, micros[i]);
      assertTrue(answer.json().contains("\"price\":" + expected[i] + ","), answer.text());
    }
  }

  @Test
  void writeShouldGiveEveryBidItsOwnCachebuster() {
    Creative busting =
        Ads.creative("b", Ads.banner("${BIDDER_CACHEBUSTER} ${BIDDER_CACHEBUSTER}"), Delivery.ADM);
    Campaign with = Ads.campaign(busting);
    WrittenResponse twice = new WrittenResponse(Ads.catalogue(with));
    twice.bid(twice.imp("1"), with, busting, null, 1);
    String[] first = twice.onlyBid().get("adm").asString().split(" ", 2);
    assertEquals(first[0], first[1]);
    assertTrue(first[0].matches("\\d+"), first[0]);
    twice.bids.get(0).bidId.set("another");
    assertFalse(twice.onlyBid().get("adm").asString().contains(first[0]));
  }

  @Test
  void writeShouldAllocateNothingWhenWarm() {
    Deal deal = new Deal();
    deal.id.set("deal-9");
    for (int i = 0; i < 3; i++) {
      answer.bid(answer.imp("imp-" + i), campaign, creative, deal, 1_234_567);
    }
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] bytes = new long[5];
    for (int round = 0; round < bytes.length; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int call = 0; call < 1000; call++) {
        answer.writer.write(answer.request, answer.bids, answer.templates);
      }
      bytes[round] = (threads.getCurrentThreadAllocatedBytes() - before) / 1000;
    }
    assertTrue(Arrays.stream(bytes).min().orElseThrow() <= 16, Arrays.toString(bytes));
  }

  private static List<String> impIds(JsonNode seat) {
    return seat.get("bid").valueStream().map(bid -> bid.get("impid").asString()).toList();
  }
}
