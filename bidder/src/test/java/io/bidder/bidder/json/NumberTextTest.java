package io.bidder.bidder.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.modelstore.testing.Cases;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberTextTest {
  private final NumberText number = new NumberText();

  @Test
  void microsShouldBeTheDecimalTextRoundedOnce() {
    Cases.forAll(
        42,
        2000,
        draw -> {
          BigDecimal amount =
              BigDecimal.valueOf(draw.longBetween(0, 1_000_000_000_000_000_000L), 12);
          boolean scientific = draw.anyBoolean();

          String text = scientific ? amount.unscaledValue() + "e-12" : amount.toPlainString();
          assertTrue(parse(text));
          assertEquals(
              amount.movePointRight(6).setScale(0, RoundingMode.HALF_UP).longValueExact(),
              number.toMicros(),
              text);
          assertEquals(Double.parseDouble(text), number.toDouble(), text);
        });
  }

  @Test
  void wholeNumberShouldBeKeptHoweverItIsWritten() {
    Cases.forAll(
        43,
        1000,
        draw -> {
          int value = draw.anyInt();
          int zeros = draw.intBetween(0, 9);

          int expected = value == BidRequest.NONE ? BidRequest.NONE : value;
          assertTrue(parse(Integer.toString(value)));
          assertEquals(expected, number.toInt());
          assertTrue(parse(value + "." + "0".repeat(zeros)));
          assertEquals(expected, number.toInt());
          assertTrue(parse(value + "0".repeat(zeros) + "E-" + zeros));
          assertEquals(expected, number.toInt());
          assertTrue(parse(value + ".5"));
          assertEquals(BidRequest.NONE, number.toInt());
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "-", ".", "e5", "1e", "1e+", "1.2.3", "0x10", "NaN", "1,5", "1 2", "?"})
  void textShouldBeNoNumberWhenItSpellsNone(String text) {
    assertFalse(parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e400", "99999999999999999999999999", "1e999999999999"})
  void numberShouldSaturateWhenItIsHuge(String text) {
    assertTrue(parse(text));
    assertEquals(Long.MAX_VALUE, number.toMicros());
    assertEquals(BidRequest.NONE, number.toInt());
  }

  private boolean parse(String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    return number.parse(ascii, 0, ascii.length);
  }
}
