package io.bidder.bidder.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.pricing.CurrencyRates.Rounding;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.testing.Cases;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PricingTest {
  private static final long NO_CAP = Long.MAX_VALUE;

  /** Worth a CPM of 10 at the probability of {@link #PROBABILITY}. */
  private static final Economics ECONOMICS = new Economics("USD", 80_000_000, 0.25, 0, NO_CAP);

  private static final double PROBABILITY = 0.01 * 0.05;

  private final CurrencyRates rates = CurrencyRates.of(Map.of("EUR", new BigDecimal("1.25")));
  private final Pricing pricing = new Pricing(rates, "", Long.MAX_VALUE, Pace.NONE, Shade.NONE);
  private final BidRequest request = new BidRequest();
  private final Imp imp = new Imp();
  private final Deal deal = new Deal();
  private final Price price = new Price();

  @Test
  void valueShouldBeExactlyTenWhenTheFormulaSaysSo() {
    assertEquals(10_000_000, Pricing.valueCpmMicros(0.01 * 0.05, ECONOMICS));
    assertEquals(10_000_000, Pricing.valueCpmMicros((float) 0.0005, ECONOMICS));
  }

  @Test
  void valueShouldBeOfClicksWhenACampaignSaysWhatTheyAreWorth() {
    Economics clicks = new Economics("USD", 400_000, 0, 0, 1, 0, NO_CAP);
    assertEquals(Head.CTR, clicks.pricedBy());
    assertEquals(10_000_000, Pricing.valueCpmMicros(0.025, clicks));
    Economics orders = new Economics("USD", 0, 0.02, 80_000_000, 0.25, 0, NO_CAP);
    assertEquals(Head.CTR, orders.pricedBy());
    assertEquals(10_000_000, Pricing.valueCpmMicros(0.025, orders));
    assertEquals(Head.CVR, ECONOMICS.pricedBy());
  }

  @Test
  void valueShouldBeInvalidWhenThePredictionIsNoProbability() {
    double[] wrong = {
      Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1e-9, 1.0001, 17
    };
    for (double prediction : wrong) {
      assertEquals(Pricing.INVALID, Pricing.valueCpmMicros(prediction, ECONOMICS));
      price(prediction, ECONOMICS, imp, null, rates.usd(), price);
      assertEquals(NoBidReason.INVALID_PREDICTION, price.reason);
      assertEquals(0, price.bidCpmMicros);
    }
  }

  @Test
  void valueShouldSaturateWhenItIsTooLarge() {
    Economics rich = new Economics("USD", Long.MAX_VALUE, 1000, 0, NO_CAP);
    assertEquals(Long.MAX_VALUE, Pricing.valueCpmMicros(1, rich));
    price(1, rich, imp, null, rates.usd(), price);
    assertEquals(Long.MAX_VALUE, price.bidCpmMicros);
  }

  @Test
  void valueShouldBeTheProductRoundedDown() {
    Cases.forAll(
        32,
        1000,
        draw -> {
          int partsPerMillion = draw.intBetween(0, 1_000_000);
          long orderValueMicros = draw.longBetween(0, 100_000_000_000L);
          int coefficientPermille = draw.intBetween(0, 2000);

          BigDecimal probability = BigDecimal.valueOf(partsPerMillion, 6);
          BigDecimal coefficient = BigDecimal.valueOf(coefficientPermille, 3);
          Economics economics =
              new Economics("USD", orderValueMicros, coefficient.doubleValue(), 0, NO_CAP);
          BigDecimal exact =
              probability
                  .multiply(BigDecimal.valueOf(orderValueMicros))
                  .multiply(coefficient)
                  .multiply(BigDecimal.valueOf(1000));
          BigDecimal value =
              BigDecimal.valueOf(Pricing.valueCpmMicros(probability.doubleValue(), economics));
          BigDecimal rounding = exact.multiply(BigDecimal.valueOf(0x1p-49));
          assertTrue(value.compareTo(exact.add(rounding)) <= 0);
          assertTrue(value.compareTo(exact.subtract(BigDecimal.ONE).subtract(rounding)) > 0);
          if (exact.stripTrailingZeros().scale() <= 0) {
            assertEquals(0, value.compareTo(exact));
          }
        });
  }

  @Test
  void valueShouldNotFallWhenTheProbabilityRises() {
    Cases.forAll(
        33,
        1000,
        draw -> {
          double first = draw.doubleBetween(0, 1);
          double second = draw.doubleBetween(0, 1);
          long orderValueMicros = draw.longBetween(0, Long.MAX_VALUE);
          double coefficient = draw.doubleBetween(0, 10);

          Economics economics = new Economics("USD", orderValueMicros, coefficient, 0, NO_CAP);
          long low = Pricing.valueCpmMicros(Math.min(first, second), economics);
          long high = Pricing.valueCpmMicros(Math.max(first, second), economics);
          assertTrue(low <= high);
        });
  }

  @Test
  void bidShouldReachTheFloorAndExceedNeitherValueNorCap() {
    Cases.forAll(
        34,
        1000,
        draw -> {
          double probability = draw.doubleBetween(0, 0.01);
          long orderValueMicros = draw.longBetween(0, 200_000_000);
          long minCpmMicros = draw.longBetween(0, 50_000_000);
          long maxCpmMicros = draw.longBetween(0, 500_000_000);
          long floorCpmMicros = draw.longBetween(0, 50_000_000);
          int at = draw.intBetween(0, 3);
          boolean isDeal = draw.anyBoolean();
          boolean ownEuro = draw.anyBoolean();
          boolean floorEuro = draw.anyBoolean();
          boolean bidEuro = draw.anyBoolean();

          Economics economics =
              new Economics(
                  ownEuro ? "EUR" : "USD", orderValueMicros, 0.5, minCpmMicros, maxCpmMicros);
          int own = rates.numberOf(economics.currency());
          int bid = rates.numberOf(bidEuro ? "EUR" : "USD");
          int floor = rates.numberOf(floorEuro ? "EUR" : "USD");
          deal.at = at;
          deal.floorCpmMicros = isDeal ? floorCpmMicros : 1;
          deal.bidfloorcur.set(floorEuro ? "EUR" : "");
          imp.floorCpmMicros = isDeal ? Math.min(1, floorCpmMicros) : floorCpmMicros;
          imp.bidfloorcur.set(floorEuro ? "eur" : "USD");
          price(probability, economics, imp, isDeal ? deal : null, bid, price);

          long value = Pricing.valueCpmMicros(probability, economics);
          assertEquals(rates.convertMicros(value, own, bid, Rounding.DOWN), price.valueCpmMicros);
          assertEquals(
              rates.convertMicros(floorCpmMicros, floor, bid, Rounding.UP), price.floorCpmMicros);
          long cap = rates.convertMicros(maxCpmMicros, own, bid, Rounding.DOWN);
          if (price.isBid()) {
            assertTrue(price.bidCpmMicros > 0);
            assertTrue(price.bidCpmMicros <= price.valueCpmMicros);
            assertTrue(price.bidCpmMicros <= cap);
            assertTrue(price.bidCpmMicros >= price.floorCpmMicros);
            assertTrue(
                price.bidCpmMicros >= rates.convertMicros(minCpmMicros, own, bid, Rounding.DOWN));
            if (isDeal && at == 3 && floorCpmMicros > 0) {
              assertEquals(price.floorCpmMicros, price.bidCpmMicros);
            } else {
              assertEquals(Math.min(cap, price.valueCpmMicros), price.bidCpmMicros);
            }
          } else {
            assertEquals(0, price.bidCpmMicros);
            long possible = Math.min(cap, price.valueCpmMicros);
            assertTrue(
                possible == 0
                    || possible < price.floorCpmMicros
                    || Math.min(value, maxCpmMicros) < minCpmMicros
                    || (isDeal && at == 3),
                price::toString);
          }
        });
  }

  @Test
  void priceShouldBeTheValueWhenNothingStandsInItsWay() {
    price(PROBABILITY, ECONOMICS, imp, null, rates.usd(), price);
    assertPrice(null, 10_000_000, 10_000_000, 0, "USD");
  }

  @Test
  void priceShouldBeConvertedWhenTheBidIsInAnotherCurrency() {
    imp.floorCpmMicros = 7_000_001;
    int eur = rates.numberOf("EUR");
    price(PROBABILITY, ECONOMICS, imp, null, eur, price);
    assertPrice(null, 8_000_000, 8_000_000, 5_600_001, "EUR");
  }

  @Test
  void priceShouldBeCutToTheCap() {
    Economics capped = new Economics("USD", 80_000_000, 0.25, 0, 4_000_000);
    imp.floorCpmMicros = 4_000_000;
    price(PROBABILITY, capped, imp, null, rates.usd(), price);
    assertPrice(null, 10_000_000, 4_000_000, 4_000_000, "USD");
    imp.floorCpmMicros = 4_000_001;
    price(PROBABILITY, capped, imp, null, rates.usd(), price);
    assertPrice(NoBidReason.BELOW_FLOOR, 10_000_000, 0, 4_000_001, "USD");
  }

  @Test
  void priceShouldBeTheDealsWhenItsPriceIsAgreedAndTheValueReachesIt() {
    imp.floorCpmMicros = 12_000_000;
    deal.floorCpmMicros = 6_000_000;
    deal.at = 3;
    price(PROBABILITY, ECONOMICS, imp, deal, rates.usd(), price);
    assertPrice(null, 10_000_000, 6_000_000, 6_000_000, "USD");
    deal.floorCpmMicros = 10_000_001;
    price(PROBABILITY, ECONOMICS, imp, deal, rates.usd(), price);
    assertPrice(NoBidReason.BELOW_FLOOR, 10_000_000, 0, 10_000_001, "USD");
    deal.floorCpmMicros = 0;
    imp.floorCpmMicros = 9_000_000;
    price(PROBABILITY, ECONOMICS, imp, deal, rates.usd(), price);
    assertPrice(null, 10_000_000, 10_000_000, 9_000_000, "USD");
  }

  @Test
  void priceShouldNotBeBelowTheCampaignsMinimum() {
    Economics atLeast = new Economics("USD", 80_000_000, 0.25, 10_000_000, NO_CAP);
    price(PROBABILITY, atLeast, imp, null, rates.usd(), price);
    assertNull(price.reason);
    price(PROBABILITY * 0.99, atLeast, imp, null, rates.usd(), price);
    assertEquals(NoBidReason.BELOW_MINIMUM, price.reason);
    deal.floorCpmMicros = 9_999_999;
    deal.at = 3;
    price(PROBABILITY, atLeast, imp, deal, rates.usd(), price);
    assertEquals(NoBidReason.BELOW_MINIMUM, price.reason);
  }

  @Test
  void priceShouldSayWhichCurrencyHasNoRate() {
    imp.bidfloorcur.set("GBP");
    price(PROBABILITY, ECONOMICS, imp, null, rates.usd(), price);
    assertNull(price.reason, "no floor, so no currency of it");
    imp.floorCpmMicros = 1;
    price(PROBABILITY, ECONOMICS, imp, null, rates.usd(), price);
    assertPrice(NoBidReason.NO_RATE, 10_000_000, 0, 0, "USD");
    Economics pounds = new Economics("GBP", 80_000_000, 0.25, 0, NO_CAP);
    price(PROBABILITY, pounds, new Imp(), null, rates.usd(), price);
    assertPrice(NoBidReason.NO_RATE, 0, 0, 0, "USD");
    price(PROBABILITY, ECONOMICS, imp, null, CurrencyRates.NO_RATE, price);
    assertPrice(NoBidReason.NO_CURRENCY, 0, 0, 0, "");
  }

  @Test
  void priceShouldBeNoneWhenTheValueIsNothing() {
    imp.floorCpmMicros = 5;
    price(0, ECONOMICS, imp, null, rates.usd(), price);
    assertPrice(NoBidReason.NO_VALUE, 0, 0, 5, "USD");
  }

  @Test
  void bidCurrencyShouldBeTheFirstOfTheRequestThatHasARate() {
    assertEquals("USD", pricing.currencyCode(pricing.bidCurrency(request)));
    assertEquals(
        "EUR",
        rates.code(
            new Pricing(rates, "EUR", Long.MAX_VALUE, Pace.NONE, Shade.NONE).bidCurrency(request)));
    request.cur.add().set("GBP");
    assertEquals(
        CurrencyRates.NO_RATE,
        new Pricing(rates, "EUR", Long.MAX_VALUE, Pace.NONE, Shade.NONE).bidCurrency(request));
    request.cur.add().set("EUR");
    request.cur.add().set("USD");
    assertEquals("EUR", pricing.currencyCode(pricing.bidCurrency(request)));
  }

  @Test
  void pricingShouldRefuseAnExchangesCurrencyWithoutARate() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Pricing(rates, "GBP", Long.MAX_VALUE, Pace.NONE, Shade.NONE));
    assertTrue(String.valueOf(e.getMessage()).contains("'GBP'"), e.getMessage());
  }

  private void price(
      double pCtcvr, Economics economics, Imp of, @Nullable Deal under, int currency, Price into) {
    Candidate candidate = new Candidate();
    AnyAd.set(candidate, 0, economics);
    candidate.deal = under;
    pricing.price(pCtcvr, candidate, of, AuctionType.SECOND_PRICE, currency, into);
  }

  private void assertPrice(
      @Nullable NoBidReason reason, long value, long bid, long floor, String currency) {
    assertEquals(reason, price.reason);
    assertEquals(value, price.valueCpmMicros);
    assertEquals(bid, price.bidCpmMicros);
    assertEquals(floor, price.floorCpmMicros);
    assertEquals(currency, price.currency);
  }
}
