package io.bidder.trainer.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The second weeks of ads, told from their first days. */
class TrajectoryTest {
  private static final int ADS = 120;
  private static final int DAYS = 14;
  private static final double CTR = 0.03;
  private static final double CVR = 0.15;
  private static final double PRICE_MICROS = 3_000;

  private final Random random = new Random(29);
  private final LogScan.Prices prices = new LogScan.Prices();

  /** What came of an ad in its second week. */
  private record Week(int impressions, int clicks, int orders) {}

  private Week show(Shown shown, int ad, int knownDays) {
    double perDay = 60 + 5 * ad;
    double ctr = CTR * Gamma.draw(20, random) / 20;
    double cvr = CVR * Gamma.draw(20, random) / 20;
    int impressions = 0;
    int clicks = 0;
    int orders = 0;
    for (int day = 0; day < DAYS; day++) {
      int today = (int) (perDay * (0.85 + 0.3 * random.nextDouble()));
      for (int i = 0; i < today; i++) {
        long after = day * ShownRows.DAY_MILLIS + i * ShownRows.DAY_MILLIS / today;
        boolean clicked = random.nextDouble() < ctr;
        boolean ordered = clicked && random.nextDouble() < cvr;
        if (day < knownDays) {
          shown.add(
              ShownRows.row(
                  "c" + ad % 4, "a" + ad, ShownRows.START + after, CTR, CVR, clicked, ordered));
          prices.add(2 * PRICE_MICROS * random.nextDouble());
        } else if (day >= 7) {
          impressions++;
          clicks += clicked ? 1 : 0;
          orders += ordered ? 1 : 0;
        }
      }
    }
    return new Week(impressions, clicks, orders);
  }

  @Test
  void intervalsShouldHoldWhatComesAsOftenAsTheySay() {
    Shown shown = new Shown();
    Week[] weeks = new Week[ADS];
    for (int ad = 0; ad < ADS; ad++) {
      weeks[ad] = show(shown, ad, 4);
    }
    shown.learnDelays();
    List<Trajectory> all = Trajectory.of(shown, (by, ad) -> prices);
    assertEquals(ADS, all.size());
    int[] held = new int[4];
    for (Trajectory each : all) {
      Week week = weeks[Integer.parseInt(each.ad().substring(1))];
      assertEquals(3, each.days());
      held[0] += each.impressions().holds(week.impressions) ? 1 : 0;
      held[1] += each.clicks().holds(week.clicks) ? 1 : 0;
      held[2] += each.orders().holds(week.orders) ? 1 : 0;
      double cost = PRICE_MICROS * week.impressions / week.orders;
      held[3] += each.costPerOrderMicros().holds(cost) ? 1 : 0;
    }
    for (int i = 0; i < held.length; i++) {
      double share = (double) held[i] / ADS;
      // Of impressions more, as here no week is unlike another.
      assertTrue(share >= 0.72 && (i == 0 || share <= 0.97), share + " of " + i);
    }
  }

  @Test
  void adShouldBeLeftOutWhenItsSecondWeekHasBegun() {
    Shown shown = new Shown();
    show(shown, 1, 9);
    shown.learnDelays();
    assertEquals(List.of(), Trajectory.of(shown, (by, ad) -> prices));
  }

  @Test
  void costShouldBeUnknownWhereNobodySaysWhatWasPaid() {
    Shown shown = new Shown();
    show(shown, 40, 5);
    shown.learnDelays();
    Trajectory only = Trajectory.of(shown, (by, ad) -> new LogScan.Prices()).getFirst();
    assertEquals("-", EventReport.money(only.costPerOrderMicros().middle()));
    assertTrue(only.clicks().low() <= only.clicks().high());
  }
}
