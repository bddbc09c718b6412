package io.bidder.bidder.budget;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpendTest {
  private static final long NOON = 1_764_590_400_000L;
  private static final CurrencyRates RATES =
      CurrencyRates.of(Map.of("EUR", new BigDecimal("1.25")));
  private static final int USD = RATES.usd();

  private final Spend spend = new Spend();

  static Subject subject(String campaign, long bidCpmMicros, String currency) {
    return new Subject("acme", "shop", campaign, "ad", bidCpmMicros, currency, "m", "");
  }

  static Event billed(String campaign, long cpmMicros, String currency, long at, long delay) {
    return new Event(
        new BidId(1, at),
        at,
        at,
        new Happening.Billed(subject(campaign, 9_000_000, currency), cpmMicros, 0, at - delay));
  }

  private void on(Event event) {
    spend.on(event, 0);
  }

  private void control(Happening.Control control) {
    on(new Event(BidId.NONE, NOON, NOON, control));
  }

  @Test
  void campaignShouldHaveWhatItWasBilledInEachCurrencyWhenItIsAskedForInOne() {
    on(billed("c", 2_000_500, "USD", NOON, 0));
    on(billed("c", 2_000_500, "USD", NOON, 0));
    on(billed("c", 1_000_000, "EUR", NOON, 0));
    on(billed("d", 7_000_000, "USD", NOON, 0));

    // Thousandths of micros add up: 2000.5 + 2000.5, and 1000 euros' at 1.25.
    assertEquals(4_001 + 1_250, spend.campaign("c").totalMicros(RATES, USD));
    assertEquals(7_000, spend.campaign("d").totalMicros(RATES, USD));
    assertEquals(0, spend.campaign("e").totalMicros(RATES, USD));
  }

  @Test
  void bidShouldCountWhenTheExchangeDoesNotSayThePrice() {
    on(billed("c", 0, "USD", NOON, 0));

    assertEquals(9_000, spend.campaign("c").totalMicros(RATES, USD));
  }

  @Test
  void moneyShouldBeMoreThanAnyBudgetWhenItsCurrencyHasNoRateAnyMore() {
    on(billed("c", 1_000_000, "XTS", NOON, 0));

    assertEquals(Long.MAX_VALUE, spend.campaign("c").totalMicros(RATES, USD));
  }

  @Test
  void groupShouldHaveWhatItsCampaignsWereBilledWhileTheyWereInIt() {
    on(billed("c", 1_000_000, "USD", NOON, 0));
    control(Spend.comesTo("c", "g"));
    on(billed("c", 2_000_000, "USD", NOON, 0));
    control(Spend.comesTo("c", "h"));
    on(billed("c", 4_000_000, "USD", NOON, 0));
    control(Spend.comesTo("c", null));
    on(billed("c", 8_000_000, "USD", NOON, 0));

    assertEquals(15_000, spend.campaign("c").totalMicros(RATES, USD));
    assertEquals(2_000, spend.group("g").totalMicros(RATES, USD));
    assertEquals(4_000, spend.group("h").totalMicros(RATES, USD));
  }

  @Test
  void moneyShouldCountForItsQuarterOfAnHourWhenBillsComeOverDays() {
    Random random = new Random(5);
    List<Event> events = new ArrayList<>();
    long at = NOON;
    for (int i = 0; i < 3_000; i++) {
      at += random.nextInt(10) == 0 ? random.nextInt(4_000_000) : random.nextInt(60_000);
      Event event = billed("c", 1_000L * random.nextInt(1, 5_000), "USD", at, 0);
      events.add(event);
      on(event);
      long since = at - random.nextInt(26 * 3_600_000);
      long quarter = since / Sums.QUARTER_MILLIS;
      long expected =
          events.stream()
              .filter(each -> each.eventEpochMillis() >= quarter * Sums.QUARTER_MILLIS)
              .mapToLong(each -> ((Happening.Billed) each.happening()).priceCpmMicros() / 1_000)
              .sum();
      assertEquals(expected, spend.campaign("c").sinceMicros(quarter, RATES, USD));
    }
  }

  @Test
  void lateShareShouldBeThatOfTheBillsThatCameLateWhenThereWereManyOverHours() {
    Random random = new Random(6);
    assertEquals(0.02, spend.lateShare(60_000), 1e-9);
    for (int i = 0; i < 100_000; i++) {
      long delay = random.nextInt(20) == 0 ? 1_800_001 + random.nextInt(1_000_000) : 500;
      on(billed("c", 1_000_000, "USD", NOON + i * 250L, delay));
    }

    assertEquals(0.05, spend.lateShare(60_000), 0.01);
    assertEquals(0.05, spend.lateShare(1_000), 0.01);
    assertEquals(0.001, spend.lateShare(3_600_000), 0.001);
  }

  @Test
  void lateShareShouldNotFallWhenBillsAreTooNewForLateOnesToHaveCome() {
    for (int i = 0; i < 50_000; i++) {
      on(billed("c", 1_000_000, "USD", NOON + i * 10L, 500));
    }

    assertEquals(0.02, spend.lateShare(60_000), 1e-3);
  }

  @Test
  void foldShouldBeTheSameWhenItIsRestoredOnTheWay() throws IOException {
    Random random = new Random(7);
    Spend restored = new Spend();
    long at = NOON;
    for (int i = 0; i < 2_000; i++) {
      at += random.nextInt(1_500_000);
      String campaign = "c" + random.nextInt(5);
      Event event =
          random.nextInt(10) > 0
              ? billed(
                  campaign,
                  random.nextLong(5_000_000),
                  random.nextBoolean() ? "USD" : "EUR",
                  at,
                  random.nextInt(4_000_000))
              : new Event(
                  BidId.NONE,
                  at,
                  at,
                  Spend.comesTo(campaign, random.nextBoolean() ? "g" + random.nextInt(2) : null));
      on(event);
      restored.on(event, 0);
      if (random.nextInt(50) == 0) {
        byte[] kept = bytes(restored);
        restored = new Spend();
        restored.on(billed("other", 1_000_000, "USD", at, 0), 0);
        restored.readFrom(new DataInputStream(new ByteArrayInputStream(kept)));
        assertArrayEquals(kept, bytes(restored));
      }
    }
    for (int c = 0; c < 5; c++) {
      for (long ago : new long[] {0, 1, 4, 40, 95, 111}) {
        long quarter = at / Sums.QUARTER_MILLIS - ago;
        assertEquals(
            spend.campaign("c" + c).sinceMicros(quarter, RATES, USD),
            restored.campaign("c" + c).sinceMicros(quarter, RATES, USD));
      }
      assertEquals(
          spend.campaign("c" + c).totalMicros(RATES, USD),
          restored.campaign("c" + c).totalMicros(RATES, USD));
    }
    assertEquals(
        spend.group("g1").totalMicros(RATES, USD), restored.group("g1").totalMicros(RATES, USD));
    assertEquals(spend.lateShare(60_000), restored.lateShare(60_000));
  }

  @Test
  void readFromShouldFailWhenTheBytesAreCut() throws IOException {
    on(billed("c", 1_000_000, "USD", NOON, 0));
    byte[] kept = bytes(spend);
    for (int length = 0; length < kept.length; length++) {
      var cut = new DataInputStream(new ByteArrayInputStream(kept, 0, length));
      assertThrows(IOException.class, () -> new Spend().readFrom(cut));
    }
  }

  private static byte[] bytes(Spend spend) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    spend.writeTo(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
