package io.bidder.modelstore.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.testing.Cases;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {

  @ParameterizedTest
  @CsvSource({
    "4, 4",
    "-4.50, -4.5",
    "+.5, 0.5",
    "5., 5",
    "' 7 ', 7",
    "1e3, 1000",
    "2.5E-3, 0.0025",
    "0001, 1",
    "0.1, 0.1",
    "123456789012345678901234567890, 1.2345678901234568E29",
    "9007199254740993, 9007199254740992",
    "4.9e-324, 4.9E-324",
    "1e-400, 0",
    "0.000000000000000000000000000001, 1e-30",
  })
  void parseShouldReadTheNumberWhenTextIsDecimal(String text, double expected) {
    assertEquals(expected, parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-",
        ".",
        "e5",
        "1e",
        "1e+",
        "NaN",
        "Infinity",
        "-Infinity",
        "0x10",
        "1f",
        "1d",
        "1_000",
        "1,000",
        "1 2",
        "--1",
        "1.2.3",
        "1e400",
        "twelve",
        "1e5x",
        "\t1"
      })
  void parseShouldBeNaNWhenTextIsNoFiniteDecimal(String text) {
    assertTrue(Double.isNaN(parse(text)));
  }

  @Test
  void parseShouldAgreeWithTheJdkWhenTextIsAnyDecimal() {
    Cases.forAll(
        20261123,
        2000,
        draw -> {
          long digits = draw.anyLong();
          int exponent = draw.intBetween(-330, 330);

          String text = digits + "e" + exponent;
          double expected = Double.parseDouble(text);

          assertEquals(Double.isFinite(expected) ? expected : Double.NaN, parse(text));
          String plain = new BigDecimal(digits).scaleByPowerOfTen(exponent / 16).toPlainString();
          assertEquals(Double.parseDouble(plain), parse(plain));
        });
  }

  @Test
  void writtenLongShouldBeItsDigits() {
    Cases.forAll(
        20261123,
        2000,
        draw -> {
          long value = draw.anyLong();

          byte[] into = new byte[Decimals.MAX_LONG_BYTES];
          int start = Decimals.writeBefore(into, into.length, value);

          assertEquals(
              Long.toString(value),
              new String(into, start, into.length - start, StandardCharsets.US_ASCII));
        });
  }

  @Test
  void writtenFractionShouldReadBackAndBePlain() {
    Cases.forAll(
        20261123,
        2000,
        draw -> {
          double value = draw.doubleBetween(-1e6, 1e6);

          if (value == Math.rint(value)) {
            return;
          }
          byte[] into = new byte[64];
          int start = Decimals.writeBefore(into, into.length, value);
          String text = new String(into, start, into.length - start, StandardCharsets.US_ASCII);

          assertEquals(value, Double.parseDouble(text));
          if (Math.abs(value) > 1e-3) {
            assertEquals(Double.toString(value), text);
          }
        });
  }

  private static double parse(String text) {
    byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.US_ASCII);
    return Decimals.parse(bytes, 1, text.length());
  }
}
