package io.bidder.bidder.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.openrtb.BidRequest;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberTextTest {
  private final NumberText number = new NumberText();

  @Property(seed = "42", tries = 2000)
  void microsShouldBeTheDecimalTextRoundedOnce(
      @ForAll @BigRange(min = "0", max = "1000000") @Scale(12) BigDecimal amount,
      @ForAll boolean scientific) {
    String text = scientific ? amount.unscaledValue() + "e-12" : amount.toPlainString();
    assertTrue(parse(text));
    assertEquals(
        amount.movePointRight(6).setScale(0, RoundingMode.HALF_UP).longValueExact(),
        number.toMicros(),
        text);
    assertEquals(Double.parseDouble(text), number.toDouble(), text);
  }

  @Property(seed = "43", tries = 1000)
  void wholeNumberShouldBeKeptHoweverItIsWritten(
      @ForAll int value, @ForAll @IntRange(min = 0, max = 9) int zeros) {
    int expected = value == BidRequest.NONE ? BidRequest.NONE : value;
    assertTrue(parse(Integer.toString(value)));
    assertEquals(expected, number.toInt());
    assertTrue(parse(value + "." + "0".repeat(zeros)));
    assertEquals(expected, number.toInt());
    assertTrue(parse(value + "0".repeat(zeros) + "E-" + zeros));
    assertEquals(expected, number.toInt());
    assertTrue(parse(value + ".5"));
    assertEquals(BidRequest.NONE, number.toInt());
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
