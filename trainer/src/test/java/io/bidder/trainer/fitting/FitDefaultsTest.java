package io.bidder.trainer.fitting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.trainer.learning.TrainingOptions;
import io.bidder.trainer.network.Architecture;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FitDefaultsTest {
  private static final List<Integer> USUAL = List.of(64, 32);

  @ParameterizedTest
  @CsvSource({
    "1, SMALL",
    "199999, SMALL",
    "200000, LARGE",
    "9999999, LARGE",
    "10000000, HUGE",
    "9000000000, HUGE"
  })
  void sizeShouldGoByRows(long rows, LogSize size) {
    assertEquals(size, LogSize.of(rows));
  }

  @Test
  void productsShouldGoStraightToTheLogitsWhenTheLogIsLarge() {
    assertEquals(List.of(), FitDefaults.top(LogSize.LARGE, Architecture.DLRM, USUAL));
    assertEquals(List.of(16), FitDefaults.top(LogSize.LARGE, Architecture.WIDE_DEEP, USUAL));
    assertEquals(USUAL, FitDefaults.top(LogSize.SMALL, Architecture.DLRM, USUAL));
    assertEquals(USUAL, FitDefaults.top(LogSize.HUGE, Architecture.DLRM, USUAL));
  }

  @Test
  void aRegressionShouldGetNoLayersWhateverTheSize() {
    for (LogSize size : LogSize.values()) {
      assertEquals(List.of(), FitDefaults.top(size, Architecture.LOGISTIC, List.of()));
      assertEquals(List.of(), FitDefaults.bottom(size, List.of()));
    }
  }

  @Test
  void ratesShouldFallOnLargeLogsAlone() {
    assertEquals(1, options(100_000).finalRateShare());
    assertTrue(options(800_000).finalRateShare() < 0.1);
    assertEquals(1, options(20_000_000).finalRateShare());
  }

  @Test
  void newestRowsShouldBeLearntFromUnlessTheLogIsHuge() {
    assertTrue(FitDefaults.refits(LogSize.SMALL));
    assertTrue(FitDefaults.refits(LogSize.LARGE));
    assertFalse(FitDefaults.refits(LogSize.HUGE));
  }

  private static TrainingOptions options(long rows) {
    return FitDefaults.options(rows, 0.02);
  }
}
