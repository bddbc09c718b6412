package io.bidder.bidder.nobid;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AdFatesTest {
  private static final long PERIOD = AdFates.PERIOD_MILLIS;
  private static final long NOW = 1_000 * PERIOD;

  private final AdFates fates = new AdFates();

  @Test
  void countsShouldBeTheSumsOfAllThreadsByCampaign() {
    AdFates.Counter one = fates.counter();
    AdFates.Counter other = fates.counter();
    one.count(3, AdFate.BID, NOW);
    one.count(3, AdFate.CAPPED, NOW);
    other.count(3, AdFate.BID, NOW);
    other.count(99_999, AdFate.BELOW_FLOOR, NOW);

    assertEquals(Map.of(AdFate.BID, 2L, AdFate.CAPPED, 1L), fates.of(3, NOW));
    assertEquals(Map.of(AdFate.BELOW_FLOOR, 1L), fates.of(99_999, NOW));
    assertEquals(Map.of(), fates.of(4, NOW));
    assertEquals(Map.of(), fates.of(2_000_000, NOW));
  }

  @Test
  void countsShouldBeForgottenAfterThePeriodThatFollowsWhetherOrNotAnythingComes() {
    AdFates.Counter busy = fates.counter();
    AdFates.Counter idle = fates.counter();
    busy.count(1, AdFate.BID, NOW);
    idle.count(1, AdFate.OUTBID, NOW);
    busy.count(1, AdFate.BID, NOW + PERIOD);

    assertEquals(Map.of(AdFate.BID, 2L, AdFate.OUTBID, 1L), fates.of(1, NOW + PERIOD));

    busy.count(1, AdFate.BID, NOW + 2 * PERIOD);
    assertEquals(NOW + PERIOD, AdFates.sinceEpochMillis(NOW + 2 * PERIOD));
    assertEquals(Map.of(AdFate.BID, 2L), fates.of(1, NOW + 2 * PERIOD));
    assertEquals(Map.of(), fates.of(1, NOW + 5 * PERIOD));
  }
}
