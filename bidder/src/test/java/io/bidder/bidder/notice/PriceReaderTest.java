package io.bidder.bidder.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceReaderTest {
  /** The keys and prices that the exchange's documentation has as its example. */
  private final GooglePrice google =
      new GooglePrice(
          Base64.getUrlDecoder().decode("skU7Ax_NL5pPAFyKdkfZjZz2-VhIN8bjj1rVFOaJ_5o="),
          Base64.getUrlDecoder().decode("arO23ykdNqUQ5LEoQ0FVmPkBd7xB5CO89PDZlSjpFxo="));

  @ParameterizedTest
  @CsvSource({
    "YWJjMTIzZGVmNDU2Z2hpN7fhCuPemCce_6msaw, 100",
    "YWJjMTIzZGVmNDU2Z2hpN7fhCuPemCAWJRxOgA, 1900",
    "YWJjMTIzZGVmNDU2Z2hpN7fhCuPemC32prpWWw, 2700"
  })
  void encryptedPriceShouldBeThatOfThePublishedExamples(String text, long micros) {
    assertEquals(micros, google.cpmMicros(text));
  }

  @Test
  void encryptedPriceShouldBeNoneWhenAnyBitWasAltered() {
    byte[] bytes = Base64.getUrlDecoder().decode("YWJjMTIzZGVmNDU2Z2hpN7fhCuPemCce_6msaw");
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] altered = bytes.clone();
      altered[bit / 8] ^= (byte) (1 << (bit % 8));
      assertEquals(
          PriceReader.NO_PRICE,
          google.cpmMicros(Base64.getUrlEncoder().withoutPadding().encodeToString(altered)));
    }
    assertEquals(PriceReader.NO_PRICE, google.cpmMicros("1.5"));
  }

  @ParameterizedTest
  @CsvSource({
    "1.5, 1500000",
    "0, 0",
    "7.5E-4, 750",
    "1e3, 1000000000",
    "0.0000005, 1",
    "2., 2000000"
  })
  void priceShouldBeReadAsDecimalCpm(String text, long micros) {
    assertEquals(micros, PriceReader.plain().cpmMicros(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-1", "NaN", "Infinity", "1e308", "1e13", "0x1p3", "1,5", " 1", "$1", "1e-"})
  void priceShouldBeNoneWhenItIsAbsurd(String text) {
    assertEquals(PriceReader.NO_PRICE, PriceReader.plain().cpmMicros(text));
  }

  @Test
  void priceShouldBeUnsaidWhenNobodyFilledItIn() {
    assertEquals(0, PriceReader.plain().cpmMicros(null));
    assertEquals(0, PriceReader.plain().cpmMicros(""));
    assertEquals(0, PriceReader.plain().cpmMicros("${AUCTION_PRICE}"));
  }
}
