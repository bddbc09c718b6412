package io.bidder.bidder.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.Imp;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PricingChooseTest {
  private static final long NO_CAP = Long.MAX_VALUE;

  private final CurrencyRates rates = CurrencyRates.of(Map.of("EUR", new BigDecimal("1.25")));
  private final Pricing pricing = new Pricing(rates, "USD", Long.MAX_VALUE, Pace.NONE, Shade.NONE);
  private final Imp imp = new Imp();
  private final Candidates candidates = new Candidates();
  private final Prices prices = new Prices();

  @Test
  void chooseShouldTakeTheMostValuableEvenWhenItsBidIsLower() {
    add(economics("USD", 2_000_000)); // Worth 10, may bid 2.
    add(economics("USD", NO_CAP)); // Worth 5.
    assertEquals(0, choose(0.0005f, 0.00025f));
    assertEquals(0, prices.winner());
    assertEquals(2, prices.size());
    assertEquals(2_000_000, prices.get(0).bidCpmMicros);
    assertTrue(prices.get(1).bidCpmMicros >= 4_999_999);
  }

  @Test
  void chooseShouldCompareInOneCurrency() {
    add(economics("USD", NO_CAP));
    add(economics("EUR", NO_CAP));
    assertEquals(1, choose(0.0011f, 0.001f));
    assertEquals(0, choose(0.0013f, 0.001f));
  }

  @Test
  void chooseShouldPassOverCandidatesThatMayNotBid() {
    imp.floorCpmMicros = 3_000_000;
    add(economics("USD", 2_000_000));
    add(economics("USD", NO_CAP));
    add(economics("USD", NO_CAP));
    assertEquals(2, choose(0.001f, Float.NaN, 0.0002f));
    assertEquals(NoBidReason.BELOW_FLOOR, prices.get(0).reason);
    assertEquals(NoBidReason.INVALID_PREDICTION, prices.get(1).reason);
    assertNull(prices.get(2).reason);
  }

  @Test
  void chooseShouldHaveNoWinnerWhenNobodyMayBid() {
    assertEquals(Prices.NO_WINNER, choose());
    imp.floorCpmMicros = 3_000_000;
    add(economics("USD", 2_000_000));
    assertEquals(Prices.NO_WINNER, choose(0.001f));
    assertEquals(Prices.NO_WINNER, prices.winner());
  }

  @Test
  void chooseShouldTakeTheHigherBidOfEqualsAndThenTheFirst() {
    add(economics("USD", 2_000_000));
    add(economics("USD", 3_000_000));
    add(economics("USD", 3_000_000));
    assertEquals(1, choose(0.001f, 0.001f, 0.001f));
  }

  @Test
  void chooseShouldHoldEachCandidateAgainstTheFloorOfItsDeal() {
    imp.floorCpmMicros = 15_000_000;
    Deal deal = new Deal();
    deal.floorCpmMicros = 4_000_000;
    add(economics("USD", NO_CAP));
    add(economics("USD", NO_CAP)).deal = deal;
    assertEquals(1, choose(0.0005f, 0.0005f));
    assertEquals(15_000_000, prices.get(0).floorCpmMicros);
    assertEquals(4_000_000, prices.get(1).floorCpmMicros);
  }

  @Test
  void chooseShouldReadPredictionsFromItsOffsetOn() {
    add(economics("USD", NO_CAP));
    add(economics("USD", NO_CAP));
    float[] predictions = {1, 1, 0.0001f, 0.0002f, 1};
    assertEquals(
        1,
        pricing.choose(
            imp, candidates, predictions, 2, AuctionType.SECOND_PRICE, rates.usd(), prices));
    assertTrue(prices.get(1).valueCpmMicros < 5_000_000);
  }

  @Test
  void chooseShouldAllocateNothingWhenWarm() {
    imp.floorCpmMicros = 3_000_000;
    imp.bidfloorcur.set("EUR");
    float[] predictions = new float[100];
    for (int i = 0; i < predictions.length; i++) {
      add(economics(i % 2 == 0 ? "USD" : "EUR", NO_CAP));
      predictions[i] = i * 1e-5f;
    }
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] bytes = new long[5];
    for (int round = 0; round < bytes.length; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int call = 0; call < 1000; call++) {
        pricing.choose(
            imp, candidates, predictions, 0, AuctionType.SECOND_PRICE, rates.usd(), prices);
      }
      bytes[round] = (threads.getCurrentThreadAllocatedBytes() - before) / 1000;
    }
    assertEquals(0, Arrays.stream(bytes).min().orElseThrow(), Arrays.toString(bytes));
  }

  private int choose(float... pCtcvr) {
    return pricing.choose(
        imp, candidates, pCtcvr, 0, AuctionType.SECOND_PRICE, rates.usd(), prices);
  }

  /** A CPM of 20 at a probability of 0.001. */
  private static Economics economics(String currency, long maxCpmMicros) {
    return new Economics(currency, 80_000_000, 0.25, 0, maxCpmMicros);
  }

  private Candidate add(Economics economics) {
    Candidate candidate = candidates.add();
    AnyAd.set(candidate, candidates.size() - 1, economics);
    return candidate;
  }
}
