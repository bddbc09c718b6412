package io.bidder.benchmarks.bench.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.benchmarks.bench.Made;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValidityTest {
  @Test
  void runShouldBeVoidBeyondABoundOnly() {
    assertEquals("", Validity.voidReason(Phase.OPEN_70, 1_999, 0.019, 0));
    assertEquals("", Validity.voidReason(Phase.OPEN_70, 1_000, Double.NaN, 0));
    assertEquals("", Validity.voidReason(Phase.CLOSED, Double.NaN, 0, 0));
    assertEquals(
        "CPU steal 3.0 %, more than 2.0 %", Validity.voidReason(Phase.CLOSED, Double.NaN, 0.03, 0));
    assertEquals(
        "generator lag p99 2.5 ms, more than 2.0 ms",
        Validity.voidReason(Phase.OPEN_90, 2_500, 0, 0));
    assertEquals("", Validity.voidReason(Phase.OVERLOAD_5, 2_500, 0, 0));
    assertEquals(
        "other processes kept 0.45 cores busy, more than 0.30",
        Validity.voidReason(Phase.CLOSED, Double.NaN, 0, 0.45));
    assertFalse(Validity.voidReason(Phase.OVERLOAD_5, 25_000, 0, 0).isEmpty());
  }

  @Test
  void voidRunsShouldBeInNoMedian() {
    Row row =
        new Row(
            "ours",
            Phase.OPEN_70,
            32,
            List.of(
                Made.run(0, "", 100, 10),
                Made.run(1, "lag", 900, 9_000),
                Made.run(2, "", 300, 30),
                Made.run(3, "", 200, 20)));

    assertFalse(row.isVoid());
    assertEquals(200, row.median(RunFigures::candidatesPerSecond));
    assertEquals(20, row.latency().p99());
    assertEquals(40, row.latency().p999());
  }

  @Test
  void rowShouldBeVoidWhenAllItsRunsAre() {
    Row row = new Row("ours", Phase.OPEN_70, 32, List.of(Made.run(0, "lag", 900, 9_000)));

    assertTrue(row.isVoid());
    assertEquals(900, row.median(RunFigures::candidatesPerSecond));
  }

  @Test
  void shedsShouldBeNoCapacity() {
    assertEquals(1000, Made.overload(0, 900, 0).lookedAtPerSecond());
  }

  @Test
  void medianShouldPassOverWhatIsUnknown() {
    assertEquals(2, Median.of(Double.NaN, 3, 1, 2));
    assertEquals(1.5, Median.of(2, 1));
    assertEquals(Double.NaN, Median.of(Double.NaN));
  }
}
