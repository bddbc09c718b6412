package io.bidder.bidder.response;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.Imp;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A request being answered with ads of a catalogue, and the answer as it was read back. */
final class WrittenResponse {
  static final String PUBLIC_URL = "https://bid.example.com";

  private static final JsonMapper JSON = new JsonMapper();

  final BidRequest request = new BidRequest();
  final WinningBids bids = new WinningBids();
  final BidResponseWriter writer;
  final BidTemplates templates;
  private final List<Creative> ads;

  WrittenResponse(Catalogue catalogue) {
    this(catalogue, new BidResponseWriter(1 << 20, null));
  }

  WrittenResponse(Catalogue catalogue, BidResponseWriter writer) {
    this.writer = writer;
    ads = catalogue.campaigns().stream().flatMap(each -> each.creatives().stream()).toList();
    templates = BidTemplates.of(catalogue, () -> PUBLIC_URL, false);
    request.id.set("request-1");
    bids.responseId.set("response-1");
  }

  Imp imp(String id) {
    Imp imp = request.imps.add();
    imp.clear();
    imp.id.set(id);
    return imp;
  }

  WinningBid bid(
      Imp imp, Campaign campaign, Creative creative, @Nullable Deal deal, long priceCpmMicros) {
    Candidate candidate = new Candidate();
    candidate.set(ads.indexOf(creative), 0, 0, campaign, creative);
    candidate.deal = deal;
    WinningBid bid = bids.add(imp, candidate, priceCpmMicros);
    bid.bidId.set("bid-" + bids.size());
    return bid;
  }

  /** The response, which is to have all bids. */
  String json() {
    assertEquals(bids.size(), writer.write(request, bids, templates));
    return text();
  }

  String text() {
    return new String(writer.bytes(), 0, writer.length(), StandardCharsets.UTF_8);
  }

  /** Its only bid. */
  JsonNode onlyBid() {
    JsonNode response = read(json());
    assertEquals(1, response.get("seatbid").size());
    assertEquals(1, response.get("seatbid").get(0).get("bid").size());
    return response.get("seatbid").get(0).get("bid").get(0);
  }

  static JsonNode read(String json) {
    return JSON.readTree(json);
  }
}
