package io.bidder.bidder.pacing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Budget;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.Target;
import io.bidder.bidder.campaign.Targeting;
import io.bidder.bidder.pricing.CurrencyRates;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is known of a campaign's spend and orders, in the currency of its economics. */
class EarningsTest {
  private static final CurrencyRates RATES = CurrencyRates.of(Map.of("EUR", BigDecimal.TWO));
  private static final long DAY = 86_400_000;
  private static final long NOW = 20_000 * DAY;

  private final Earnings earnings = new Earnings();

  private static Campaign campaign(Target target, double conversionRate, String currency) {
    return new Campaign(
        "c",
        new Advertiser("shop", "shop.example", List.of(), 1, "seat"),
        null,
        null,
        null,
        new Economics(currency, 0, conversionRate, 50_000_000, 1, 0, Long.MAX_VALUE),
        Budget.NONE,
        target,
        Targeting.everywhere(),
        List.of(),
        true,
        List.of(),
        Map.of(),
        List.of());
  }

  private static Subject subject(String currency, float pCtr, float pCtcvr) {
    return new Subject("default", "shop", "c", "k", 8_000_000, currency, "v", "", pCtr, pCtcvr);
  }

  private void on(long at, Happening happening) {
    earnings.on(new Event(new BidId(1, 1), at, at, happening), 0);
  }

  private void billed(int count, String currency, float pCtr, float pCtcvr) {
    for (int i = 0; i < count; i++) {
      on(NOW, new Happening.Billed(subject(currency, pCtr, pCtcvr), 4_000_000, 0, NOW));
    }
  }

  private void order(long at, long valueMicros, String currency) {
    on(at, new Happening.Conversion(subject("USD", 0, 0), "o", valueMicros, currency, true, NOW));
  }

  private TargetState state(Campaign campaign, long at) {
    return Objects.requireNonNull(earnings.state(campaign, RATES, at));
  }

  @Test
  void amountsShouldAddUpInTheCampaignsCurrencyAndRefundsBeTakenOff() {
    billed(1_000, "USD", 0.1f, 0.01f);
    billed(1_000, "EUR", 0.1f, 0.01f);
    order(NOW, 30_000_000, "EUR");
    order(NOW, 40_000_000, "USD");
    order(NOW, 40_000_000, "JPY");
    on(NOW, new Happening.Refund(subject("USD", 0, 0), "o", 10_000_000, "EUR"));

    TargetState state = state(campaign(new Target(4, 0), 0, "USD"), NOW);

    assertEquals(4e6 + 2 * 4e6, state.spentMicros(), 1);
    assertEquals(2 * state.spentMicros(), state.bidMicros(), 1);
    assertEquals(20, state.expectedOrders(), 1e-4);
    assertEquals(3, state.orders(), 1e-9);
    assertEquals(2 * 30e6 + 40e6 - 2 * 10e6, state.orderValueMicros(), 1);
    assertEquals(0, state.expectedByNow(), 1e-9, "of what was shown this moment");
  }

  @Test
  void ordersShouldBeExpectedOfClicksWhereTheCampaignStatesItsRate() {
    billed(1_000, "USD", 0.1f, 0.03f);

    assertEquals(
        1_000 * 0.1 * 0.05,
        state(campaign(new Target(4, 0), 0.05, "USD"), NOW).expectedOrders(),
        1e-4);
  }

  @Test
  void halfShouldBeForgottenInSevenDaysAndOrdersBeDueMeanwhile() {
    billed(1_000, "USD", 0.1f, 0.01f);
    order(NOW, 50_000_000, "USD");

    TargetState later = state(campaign(new Target(0, 20_000_000), 0, "USD"), NOW + 7 * DAY);

    assertEquals(5, later.expectedOrders(), 1e-4);
    assertEquals(0.5, later.orders(), 1e-9);
    assertEquals(2e6, later.spentMicros(), 1);
    assertTrue(later.expectedByNow() > 4, later::toString);
  }

  @Test
  void nothingShouldBeSaidWithoutATargetOrARate() {
    assertNull(earnings.state(campaign(Target.NONE, 0, "USD"), RATES, NOW));
    assertNull(earnings.state(campaign(new Target(4, 0), 0, "JPY"), RATES, NOW));
  }

  @Test
  void firstBidsShouldCostNoMoreThanOrdersMayEvenIfPaidInFull() {
    assertEquals(0.25, state(campaign(new Target(4, 0), 0, "USD"), NOW).multiplier(), 1e-9);
    assertEquals(0.4, state(campaign(new Target(0, 20_000_000), 0, "USD"), NOW).multiplier(), 1e-9);
    assertEquals(1, state(campaign(new Target(0.5, 0), 0, "USD"), NOW).multiplier());
  }

  @Test
  void probabilitiesThatAreNoneShouldCountNothing() {
    billed(10, "USD", Float.NaN, Float.POSITIVE_INFINITY);
    billed(10, "USD", -1, 0.5f);

    assertEquals(5, state(campaign(new Target(4, 0), 0, "USD"), NOW).expectedOrders(), 1e-6);
  }

  @Test
  void snapshotShouldBeRefusedWhenItIsCut() throws IOException {
    billed(3, "EUR", 0.1f, 0.01f);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    earnings.writeTo(new DataOutputStream(out));
    byte[] bytes = out.toByteArray();

    for (int length = 0; length < bytes.length; length += 7) {
      DataInputStream cut = new DataInputStream(new ByteArrayInputStream(bytes, 0, length));
      assertThrows(IOException.class, () -> new Earnings().readFrom(cut));
    }
  }
}
