package io.bidder.trainer.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What tests are worth. */
class NextTestTest {
  private static final int DRAWS = 400_000;

  private final Random random = new Random(31);

  @Test
  void learningShouldBeWhatPlayingItOutManyTimesBrings() {
    double[][] cases = {{1, 0.3, 4, 1.2}, {0.7, 0.05, 30, 0.6}, {1.4, 1.1, 0.5, 1}};
    for (double[] each : cases) {
      double rate = each[0];
      double variance = each[1];
      double shape = rate * rate / variance;
      double scale = rate / variance;
      double sum = 0;
      int turns = 0;
      for (int i = 0; i < DRAWS; i++) {
        double truth = Gamma.draw(shape, random) / scale;
        int came = 0;
        for (double left = truth * each[2] + Math.log(1 - random.nextDouble()); left >= 0; came++) {
          left += Math.log(1 - random.nextDouble());
        }
        boolean keeps = (shape + came) / (scale + each[2]) > each[3];
        sum += keeps ? truth : each[3];
        turns += keeps == rate > each[3] ? 0 : 1;
      }
      NextTest.Learning learned = NextTest.learning(rate, variance, each[2], each[3]);
      assertEquals(sum / DRAWS - Math.max(rate, each[3]), learned.gain(), 0.004);
      assertEquals((double) turns / DRAWS, learned.turns(), 0.004);
    }
  }

  @Test
  void learningShouldBeWorthNothingWhereItCannotTurnAnything() {
    assertEquals(0, NextTest.learning(1, 0.001, 1, 3).gain(), 1e-6);
    assertEquals(0, NextTest.learning(1, 0.3, 1e-9, 1.1).gain(), 1e-6);
  }

  @Test
  void adOfWhichLittleIsKnownShouldTeachMoreThanOneThatIsKnownWell() {
    Shown shown = new Shown();
    LogScan.Prices prices = new LogScan.Prices();
    prices.add(0.02 * 0.1 * ShownRows.ORDER_MICROS);
    String[] ads = {"known", "other", "fresh"};
    int[] impressions = {60_000, 60_000, 2_500};
    for (int ad = 0; ad < ads.length; ad++) {
      for (int i = 0; i < impressions[ad]; i++) {
        long at = ShownRows.START + i * (2 * ShownRows.DAY_MILLIS / impressions[ad]);
        boolean clicked = random.nextDouble() < 0.02;
        boolean ordered = clicked && random.nextDouble() < (ad == 1 ? 0.05 : 0.1);
        shown.add(ShownRows.row("c1", ads[ad], at, 0.02, 0.1, clicked, ordered));
      }
    }
    shown.learnDelays();
    List<NextTest> tests = NextTest.of(shown, (by, name) -> prices);
    NextTest first = tests.getFirst();
    assertEquals("fresh", first.name(), tests::toString);
    assertEquals(first.impressions() * 40_000.0, first.spendMicros(), 1e-3 * first.spendMicros());
    assertTrue(first.netMicros() > 0 && first.impressions() <= 7 * 1_250, first::toString);
    assertTrue(tests.stream().noneMatch(each -> each.netMicros() <= 0), tests::toString);
  }
}
