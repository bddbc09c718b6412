package io.bidder.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionsTest {
  private static final List<String> KNOWN = List.of("click", "conversion", "site.domain", "i1");

  @ParameterizedTest
  @CsvSource({
    "clik, click",
    "Click, click",
    "lcick, click",
    "convertion, conversion",
    "site_domian, site.domain",
    "i2, i1",
    "weight, ''",
    "x, ''",
  })
  void nearestShouldBeWhatWasMeantOrNothing(String word, String expected) {
    assertEquals(expected, Suggestions.nearest(word, KNOWN).orElse(""));
    assertEquals(
        expected.isEmpty() ? "" : ", did you mean '" + expected + "'?",
        Suggestions.didYouMean(word, KNOWN));
  }
}
