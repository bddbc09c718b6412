package io.bidder.bidder.bid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.openrtb.BidRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadlineTest {
  private static final long MILLI = 1_000_000;

  /** {@link System#nanoTime} may be near its overflow. */
  private static final long ARRIVAL = Long.MAX_VALUE - 5 * MILLI;

  @ParameterizedTest
  @CsvSource({
    "100, 10, 80, 70", // tmax less the reserve
    "100, 10, 300, 90", // the exchange's limit less the reserve
    "60, 20, 80, 40",
    "100, 10, 5, -5", // nothing is left
    "100, 0, 100, 100",
  })
  void deadlineShouldBeTheLeastLimitLessTheNetworkReserve(
      long limit, long reserve, int tmax, long expected) {
    Deadline deadline = new Deadline();
    deadline.start(ARRIVAL, limit * MILLI, reserve * MILLI);
    deadline.tighten(ARRIVAL, tmax, reserve * MILLI);
    assertEquals(expected * MILLI, deadline.remainingNs(ARRIVAL));
    assertTrue(deadline.hasPassed(ARRIVAL + expected * MILLI));
    assertFalse(deadline.hasPassed(ARRIVAL + expected * MILLI - 1));
  }

  @Test
  void deadlineShouldStayWhenThereIsNoTmax() {
    Deadline deadline = new Deadline();
    deadline.start(ARRIVAL, 100 * MILLI, 10 * MILLI);
    deadline.tighten(ARRIVAL, BidRequest.NONE, 10 * MILLI);
    assertEquals(90 * MILLI, deadline.remainingNs(ARRIVAL));
  }
}
