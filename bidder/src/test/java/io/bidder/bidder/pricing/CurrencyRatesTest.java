package io.bidder.bidder.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bidder.bidder.json.Text;
import io.bidder.bidder.pricing.CurrencyRates.Rounding;
import io.bidder.modelstore.testing.Cases;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CurrencyRatesTest {
  private final CurrencyRates rates =
      CurrencyRates.of(
          Map.of(
              "EUR", new BigDecimal("1.0852"),
              "JPY", new BigDecimal("0.0067"),
              "IRR", new BigDecimal("0.0000237671")));

  @Test
  void numberOfShouldFindACurrencyWhateverItsCaseAndTakeNothingForDollars() {
    Text code = new Text();
    code.set("eur");
    assertEquals("EUR", rates.code(rates.numberOf(code)));
    assertEquals(rates.usd(), rates.numberOf(""));
    assertEquals(rates.usd(), rates.numberOf("USD"));
  }

  @Test
  void numberOfShouldSayWhenThereIsNoRate() {
    for (String code : new String[] {"GBP", "EU", "EURO", "E1R", "€€€", "   "}) {
      assertEquals(CurrencyRates.NO_RATE, rates.numberOf(code), code);
    }
  }

  @Test
  void convertMicrosShouldRoundAsAsked() {
    int eur = rates.numberOf("EUR");
    assertEquals(1_085_200, rates.convertMicros(1_000_000, eur, rates.usd(), Rounding.NEAREST));
    assertEquals(921_489, rates.convertMicros(1_000_000, rates.usd(), eur, Rounding.DOWN));
    assertEquals(921_490, rates.convertMicros(1_000_000, rates.usd(), eur, Rounding.UP));
    assertEquals(921_489, rates.convertMicros(1_000_000, rates.usd(), eur, Rounding.NEAREST));
  }

  @Test
  void convertMicrosShouldSaturateWhenTheAmountIsTooLarge() {
    int irr = rates.numberOf("IRR");
    for (Rounding rounding : Rounding.values()) {
      assertEquals(Long.MAX_VALUE, rates.convertMicros(Long.MAX_VALUE, rates.usd(), irr, rounding));
      assertEquals(
          Long.MAX_VALUE, rates.convertMicros(Long.MAX_VALUE / 2, rates.usd(), irr, rounding));
      assertEquals(Long.MAX_VALUE, rates.convertMicros(Long.MAX_VALUE, irr, irr, rounding));
    }
  }

  @Test
  void convertMicrosShouldBeExactBeforeItIsRounded() {
    Cases.forAll(
        31,
        1000,
        draw -> {
          long amountMicros = draw.longBetween(0, Long.MAX_VALUE);
          long fromPicos = draw.longBetween(1, 1_000_000_000_000_000_000L);
          long toPicos = draw.longBetween(1, 1_000_000_000_000_000_000L);

          CurrencyRates pair =
              CurrencyRates.of(
                  Map.of(
                      "AAA",
                      BigDecimal.valueOf(fromPicos, 12),
                      "BBB",
                      BigDecimal.valueOf(toPicos, 12)));
          BigDecimal product =
              BigDecimal.valueOf(amountMicros).multiply(BigDecimal.valueOf(fromPicos));
          for (Rounding rounding : Rounding.values()) {
            RoundingMode mode =
                switch (rounding) {
                  case DOWN -> RoundingMode.DOWN;
                  case NEAREST -> RoundingMode.HALF_UP;
                  case UP -> RoundingMode.UP;
                };
            long expected =
                product
                    .divide(BigDecimal.valueOf(toPicos), 0, mode)
                    .min(BigDecimal.valueOf(Long.MAX_VALUE))
                    .longValueExact();
            assertEquals(
                expected,
                pair.convertMicros(
                    amountMicros, pair.numberOf("AAA"), pair.numberOf("BBB"), rounding));
          }
        });
  }

  @Test
  void ofShouldNameEveryRateThatCannotBe() {
    Map<String, BigDecimal> wrong = new TreeMap<>();
    wrong.put("EURO", BigDecimal.ONE);
    wrong.put("gbp", BigDecimal.ONE);
    wrong.put("JPY", BigDecimal.ZERO);
    wrong.put("CHF", new BigDecimal("-1.1"));
    wrong.put("KWD", new BigDecimal("1000000.1"));
    wrong.put("USD", new BigDecimal("1.5"));
    wrong.put("IRR", new BigDecimal("1e-13"));
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> CurrencyRates.of(wrong))
                .getMessage());
    assertEquals(7, message.lines().count(), message);
    for (String part :
        new String[] {"'EURO'", "'gbp'", "JPY: 0", "CHF: -1.1", "1000000.1", "USD: 1.5", "IRR"}) {
      assertEquals(true, message.contains(part), part + " in " + message);
    }
  }
}
