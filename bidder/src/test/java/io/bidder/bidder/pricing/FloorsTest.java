package io.bidder.bidder.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.Markup;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.ExtraPaths;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.openrtb.reader.BidRequestReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Floors in every place where a request may have one, against ads that are worth 5 CPM. */
class FloorsTest {
  private static final String RANGES =
      "'durfloors': [{'mindur': 16, 'bidfloor': 9}, {'maxdur': 15, 'bidfloor': 2},"
          + " {'mindur': 25, 'maxdur': 30, 'bidfloor': 10}]";

  private final CurrencyRates rates = CurrencyRates.usdOnly();
  private final Pricing pricing = new Pricing(rates, "USD", Long.MAX_VALUE, Pace.NONE, Shade.NONE);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        // The impression's, and the medium's over it.
        "video | 30 | ~'bidfloor': 3, 'video': {'w': 640}~ | 3",
        "video | 30 | ~'bidfloor': 3, 'video': {'durfloors': [{'mindur': 16, 'bidfloor': 9}]}~ | 9",
        "video | 15 | ~'bidfloor': 3, 'video': {'durfloors': [{'mindur': 16, 'bidfloor': 9}]}~ | 3",
        "video | 16 | ~'bidfloor': 3, 'video': {'durfloors': [{'mindur': 16, 'bidfloor': 9}]}~ | 9",
        "video | 30 | ~'video': {RANGES}~ | 10",
        "video | 31 | ~'video': {RANGES}~ | 9",
        "video | 15 | ~'video': {RANGES}~ | 2",
        "video | 30 | ~'bidfloor': 9, 'video': {'durfloors': [{'bidfloor': 4}]}~ | 4",
        "video | 30 | ~'video': {'durfloors': {'bidfloor': 4}}~ | 0",
        "video | 30 | ~'video': {'durfloors': [{'bidfloor': -4}, 7]}~ | 0",
        "video | 30 | ~'bidfloor': 3, 'video': {'mincpmpersec': 0.2}~ | 6",
        "video | 10 | ~'bidfloor': 3, 'video': {'mincpmpersec': 0.2}~ | 2",
        "video | 20 | ~'video': {'mincpmpersec': '0.25', RANGES}~ | 9",
        "video | 15 | ~'video': {'mincpmpersec': 0.25, RANGES}~ | 3.75",
        "audio | 30 | ~'bidfloor': 3, 'audio': {'mincpmpersec': 0.2}~ | 6",
        "audio | 30 | ~'audio': {RANGES}, 'video': {'mincpmpersec': 9}~ | 10",
        "banner | 0 | ~'bidfloor': 3, 'banner': {'w': 1}, 'video': {'mincpmpersec': 9}~ | 3",
        // The deal's over both; a deal without one has the floor that holds without it.
        "video | 30 | ~'bidfloor': 9, 'video': {RANGES}, DEAL 'bidfloor': 4}]}~ | 4",
        "video | 30 | ~'bidfloor': 4, DEAL 'bidfloor': 9}]}~ | 9",
        "video | 30 | ~'bidfloor': 9, DEAL 'at': 1}]}~ | 9",
        "video | 30 | ~'bidfloor': 3, 'video': {RANGES}, DEAL 'at': 1}]}~ | 10",
        "video | 30 | ~'bidfloor': 9, DEAL 'bidfloor': 0}]}~ | 9",
        "video | 30 | ~'bidfloor': 3, 'video': {RANGES}, DEAL 'mincpmpersec': 0.1}]}~ | 3",
        "video | 30 | ~'bidfloor': 3, DEAL 'bidfloor': 4, RANGES}]}~ | 10",
        "video | 15 | ~'bidfloor': 3, DEAL 'bidfloor': 4, RANGES}]}~ | 2",
        "banner | 0 | ~'bidfloor': 3, DEAL 'bidfloor': 4, RANGES}]}~ | 4",
        "banner | 0 | ~'bidfloor': 6, DEAL 'mincpmpersec': 0.1}]}~ | 6",
      })
  void floorShouldBeTheOneOfTheNearestPlace(String kind, int seconds, String imp, double floor) {
    String fields = imp.replace("RANGES", RANGES).replace("DEAL", "'pmp': {'deals': [{'id': 'd',");
    Price price = price(kind, seconds, fields);
    assertEquals(Math.round(floor * 1e6), price.floorCpmMicros);
    assertEquals(floor > 5 ? NoBidReason.BELOW_FLOOR : null, price.reason);
    assertEquals(floor > 5 ? 0 : 5_000_000, price.bidCpmMicros);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~'bidfloor': 4~ | 4",
        "~'bidfloor': 1, 'durfloors': [{'mindur': 20, 'bidfloor': 3}]~ | 3",
        "~'mincpmpersec': 0.1~ | 3",
        "~'bidfloor': 0~ | 5",
      })
  void fixedPriceShouldBeTheDealsOwnFloor(String deal, double bid) {
    String fields = "'bidfloor': 2, 'pmp': {'deals': [{'id': 'd', 'at': 3, " + deal + "}]}";
    assertEquals(Math.round(bid * 1e6), price("video", 30, fields).bidCpmMicros);
  }

  private Price price(String kind, int seconds, String impFields) {
    byte[] json =
        ("{'id': 'r', 'imp': [{'id': '1', " + impFields + "}]}")
            .replace('\'', '"')
            .getBytes(StandardCharsets.UTF_8);
    BidRequest request = new BidRequest();
    assertNull(new BidRequestReader().read(json, 0, json.length, ExtraPaths.none(), request));
    Imp imp = request.imps.get(0);
    CreativeContent content =
        kind.equals("banner")
            ? new CreativeContent.Banner(300, 250, 2, List.of(), Markup.of("a"))
            : new CreativeContent.Vast(
                kind.equals("audio"),
                640,
                480,
                seconds,
                List.of("video/mp4"),
                3,
                true,
                0,
                Markup.of("<VAST/>"));
    Candidate candidate = new Candidate();
    AnyAd.set(candidate, 0, new Economics("USD", 1_000_000, 1, 0, 5_000_000), content);
    candidate.deal = imp.deals.isEmpty() ? null : imp.deals.get(0);
    Price price = new Price();
    pricing.price(0.01, candidate, imp, AuctionType.FIRST_PRICE, rates.usd(), price);
    return price;
  }
}
