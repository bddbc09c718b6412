package io.bidder.bidder.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.modelstore.testing.Cases;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The steps between value and bid. */
class PricingStepsTest {
  /** Worth a CPM of 10 at the probability of {@link #PROBABILITY}. */
  private static final Economics ECONOMICS =
      new Economics("USD", 80_000_000, 0.25, 0, Long.MAX_VALUE);

  private static final double PROBABILITY = 0.0005;
  private static final Shade HALF = (imp, floorCpmMicros, pacedCpmMicros) -> pacedCpmMicros / 2;

  private final CurrencyRates rates = CurrencyRates.of(Map.of("EUR", new BigDecimal("1.25")));
  private final Imp imp = new Imp();
  private final Candidate candidate = new Candidate();
  private final Price price = new Price();

  @Test
  void bidShouldBeTheValuePacedThenShadedInTheBidsCurrency() {
    List<Long> asked = new ArrayList<>();
    Pace pace =
        (slot, valueCpmMicros) -> {
          asked.add((long) slot);
          asked.add(valueCpmMicros);
          return valueCpmMicros / 10 * 8;
        };
    Shade shade =
        (of, floorCpmMicros, pacedCpmMicros) -> {
          asked.add(floorCpmMicros);
          asked.add(pacedCpmMicros);
          return pacedCpmMicros / 2;
        };
    imp.floorCpmMicros = 1_250_000;
    AnyAd.set(candidate, 7, ECONOMICS);
    price(pace, shade, AuctionType.FIRST_PRICE, "EUR");
    // In dollars the value of 10 is paced to 8; in euros that is 6.4, which is shaded to 3.2.
    assertEquals(List.of(7L, 10_000_000L, 1_000_000L, 6_400_000L), asked);
    assertEquals(8_000_000, price.valueCpmMicros);
    assertEquals(6_400_000, price.pacedCpmMicros);
    assertEquals(3_200_000, price.shadedCpmMicros);
    assertEquals(3_200_000, price.bidCpmMicros);
  }

  /** The request's type counts, and before it a deal's own; codes of exchanges are first price. */
  @ParameterizedTest
  @CsvSource({
    "1, 0, 5000000",
    "2, 0, 10000000",
    "3, 0, 10000000",
    "500, 0, 5000000",
    "2, 1, 5000000",
    "1, 2, 10000000",
    "1, 3, 4000000"
  })
  void onlyBidsOfFirstPriceAuctionsShouldBeShaded(int at, int dealAt, long bidCpmMicros) {
    AnyAd.set(candidate, 0, ECONOMICS);
    imp.floorCpmMicros = 4_000_000;
    if (dealAt > 0) {
      Deal deal = new Deal();
      deal.at = dealAt;
      deal.floorCpmMicros = 4_000_000;
      candidate.deal = deal;
    }
    price(Pace.NONE, HALF, AuctionType.of(at), "USD");
    assertEquals(bidCpmMicros, price.bidCpmMicros);
  }

  @Test
  void shadedBidShouldStillBeCutToTheCapAndHeldAgainstFloorAndMinimum() {
    AnyAd.set(candidate, 0, new Economics("USD", 80_000_000, 0.25, 0, 3_000_000));
    price(Pace.NONE, HALF, AuctionType.FIRST_PRICE, "USD");
    assertEquals(5_000_000, price.shadedCpmMicros);
    assertEquals(3_000_000, price.bidCpmMicros);
    imp.floorCpmMicros = 3_000_001;
    price(Pace.NONE, HALF, AuctionType.FIRST_PRICE, "USD");
    assertEquals(NoBidReason.BELOW_FLOOR, price.reason);
    AnyAd.set(candidate, 0, new Economics("USD", 80_000_000, 0.25, 6_000_000, Long.MAX_VALUE));
    price(Pace.NONE, HALF, AuctionType.FIRST_PRICE, "USD");
    assertEquals(NoBidReason.BELOW_MINIMUM, price.reason);
  }

  /** What the server bids at most is in US dollars, whatever the bid is in: 2.5 is 2 euros. */
  @ParameterizedTest
  @CsvSource({"USD, 2500000", "EUR, 2000000"})
  void bidShouldBeCutToTheServersHighestCpm(String currency, long bidCpmMicros) {
    AnyAd.set(candidate, 0, ECONOMICS);
    Pricing pricing = new Pricing(rates, "", 2_500_000, Pace.NONE, Shade.NONE);
    pricing.price(
        PROBABILITY, candidate, imp, AuctionType.FIRST_PRICE, rates.numberOf(currency), price);
    assertTrue(price.isCut);
    assertEquals(bidCpmMicros, price.cappedCpmMicros);
    assertEquals(bidCpmMicros, price.bidCpmMicros);
    assertTrue(price.shadedCpmMicros > bidCpmMicros);
    // The campaign's own cap is lower: the server's cuts nothing.
    AnyAd.set(candidate, 0, new Economics("USD", 80_000_000, 0.25, 0, 1_000_000));
    pricing.price(
        PROBABILITY, candidate, imp, AuctionType.FIRST_PRICE, rates.numberOf(currency), price);
    assertFalse(price.isCut);
  }

  @Test
  void noStepShouldRaiseABidOrMakeItNegative() {
    Cases.forAll(
        20261129,
        2000,
        draw -> {
          long pacedTo = draw.anyLong();
          long shadedTo = draw.anyLong();
          Economics economics =
              new Economics(
                  draw.oneOf("USD", "EUR"),
                  draw.longBetween(0, 200_000_000),
                  0.5,
                  draw.longBetween(0, 5_000_000),
                  draw.longBetween(0, 500_000_000));
          AnyAd.set(candidate, 0, economics);
          imp.floorCpmMicros = draw.longBetween(0, 5_000_000);
          price(
              (slot, valueCpmMicros) -> pacedTo,
              (of, floorCpmMicros, pacedCpmMicros) -> shadedTo,
              draw.oneOf(AuctionType.values()),
              draw.oneOf("USD", "EUR"));
          assertTrue(price.pacedCpmMicros <= price.valueCpmMicros);
          assertTrue(price.shadedCpmMicros <= price.pacedCpmMicros);
          assertTrue(price.bidCpmMicros <= price.shadedCpmMicros);
          assertTrue(price.pacedCpmMicros >= 0 && price.shadedCpmMicros >= 0);
          assertEquals(price.isBid(), price.bidCpmMicros > 0);
          assertTrue(!price.isBid() || price.bidCpmMicros >= price.floorCpmMicros);
        });
  }

  private void price(Pace pace, Shade shade, AuctionType type, String currency) {
    new Pricing(rates, "", Long.MAX_VALUE, pace, shade)
        .price(PROBABILITY, candidate, imp, type, rates.numberOf(currency), price);
  }
}
