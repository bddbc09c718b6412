package io.bidder.benchmarks.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.benchmarks.bench.result.Phase;
import io.bidder.benchmarks.bench.result.Row;
import io.bidder.benchmarks.bench.result.RunFigures;
import io.bidder.benchmarks.bench.result.SingleFigures;
import io.bidder.benchmarks.bench.result.Target;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetsTest {
  private static final SingleFigures NOTHING =
      new SingleFigures(
          List.of(), List.of(), List.of(), Double.NaN, null, 0, Double.NaN, 0, Double.NaN);

  private static Row row(String name, Phase phase, RunFigures... runs) {
    return new Row(name, phase, Plan.TARGET_CANDIDATES, List.of(runs));
  }

  private static Target target(String start, List<Row> rows, SingleFigures extras) {
    List<Target> found =
        Targets.of(rows, extras).stream()
            .filter(target -> target.name().startsWith(start))
            .toList();
    assertEquals(1, found.size(), start);
    return found.getFirst();
  }

  @Test
  void everyTargetShouldBeThereThoughNothingWasMeasured() {
    List<Target> targets = Targets.of(List.of(), NOTHING);

    assertTrue(targets.size() >= 12);
    for (Target target : targets) {
      assertEquals(Target.Outcome.NOT_MEASURED, target.outcome(), target.name());
      assertTrue(!target.note().isEmpty(), target.name());
    }
  }

  @Test
  void ratioShouldBeTheMedianOverRepeatsWithoutVoidRuns() {
    List<Row> rows =
        List.of(
            row(
                Targets.CEILING,
                Phase.LOOP,
                Made.run(0, "", 100, 1),
                Made.run(1, "", 100, 1),
                Made.run(2, "steal", 1, 1),
                Made.run(3, "", 100, 1)),
            row(
                BenchRun.OURS,
                Phase.CLOSED,
                Made.run(0, "", 260, 1),
                Made.run(1, "", 240, 1),
                Made.run(2, "", 900, 1),
                Made.run(3, "", 255, 1)));

    Target target = target("candidates/s over HTTP / bare", rows, NOTHING);

    assertEquals("2.55", target.value());
    assertEquals(Target.Outcome.MET, target.outcome());
    assertTrue(target.note().contains("3 run"), target.note());
  }

  @Test
  void targetShouldNotBeMeasuredWhenEveryRunWasVoid() {
    List<Row> rows = List.of(row(BenchRun.OURS, Phase.OPEN_70, Made.run(0, "lag", 1, 1_000)));

    assertEquals(Target.Outcome.NOT_MEASURED, target("open loop at 70", rows, NOTHING).outcome());
  }

  @Test
  void latencyShouldBeMissedByAnyOfItsBounds() {
    // p99.9 is twice the p99.
    assertEquals(Target.Outcome.MET, at70(4_900));
    assertEquals(Target.Outcome.MISSED, at70(5_100));
    List<Row> rows = List.of(row(BenchRun.OURS, Phase.OPEN_70, Made.overload(0, 1, 0)));
    assertEquals(Target.Outcome.MISSED, target("open loop at 70", rows, NOTHING).outcome());
  }

  private static Target.Outcome at70(double p99Micros) {
    List<Row> rows = List.of(row(BenchRun.OURS, Phase.OPEN_70, Made.run(0, "", 1, p99Micros)));
    return target("open loop at 70", rows, NOTHING).outcome();
  }

  @Test
  void overloadShouldBeHeldAgainstPeakGoodput() {
    List<Row> rows =
        List.of(
            row(BenchRun.OURS, Phase.CLOSED, Made.run(0, "", 1, 1)),
            row(BenchRun.OURS, Phase.OVERLOAD_2, Made.overload(0, 870, 0.0004)),
            row(BenchRun.OURS, Phase.OVERLOAD_5, Made.overload(0, 700, 0.002)));

    assertEquals(Target.Outcome.MET, target("goodput at 2x", rows, NOTHING).outcome());
    assertEquals(Target.Outcome.MET, target("sheds answered at 2x", rows, NOTHING).outcome());
    assertEquals(Target.Outcome.MISSED, target("goodput at 5x", rows, NOTHING).outcome());
    assertEquals("2.00 ms", target("sheds answered at 5x", rows, NOTHING).value());
    assertEquals(Target.Outcome.MISSED, target("sheds answered at 5x", rows, NOTHING).outcome());
  }

  @Test
  void recoveryThatNeverCameShouldBeMissed() {
    SingleFigures extras =
        new SingleFigures(
            List.of(),
            List.of(new SingleFigures.Recovery(2, 0.2), new SingleFigures.Recovery(5, Double.NaN)),
            List.of(),
            Double.NaN,
            null,
            0,
            Double.NaN,
            0,
            Double.NaN);

    assertEquals(Target.Outcome.MET, target("recovery after 2x", List.of(), extras).outcome());
    assertEquals(Target.Outcome.MISSED, target("recovery after 5x", List.of(), extras).outcome());
  }

  @Test
  void eventsShouldBeHeldAgainstTheServerThatTookTurns() {
    List<Row> rows =
        List.of(
            row(BenchRun.OURS, Phase.CLOSED, Made.run(0, "", 200, 1)),
            row(
                BenchRun.BESIDE_EVENTS,
                Phase.CLOSED,
                Made.run(0, "", 100, 1),
                Made.run(0, "", 102, 1)),
            row(BenchRun.EVENTS, Phase.CLOSED, Made.run(0, "", 98, 1), Made.run(0, "", 96, 1)));

    assertEquals("0.960", target("events: candidates/s", rows, NOTHING).value());
    assertEquals(Target.Outcome.MISSED, target("events: candidates/s", rows, NOTHING).outcome());
    assertEquals("0.960", target("events: candidates per second", rows, NOTHING).value());
  }

  @Test
  void memoryAndFailuresShouldHoldForRunsWhoseTimesAreVoid() {
    List<Row> rows =
        List.of(
            row(BenchRun.OURS, Phase.SWAPS, Made.run(0, "generator lag", 1, 1_600)),
            row(BenchRun.OURS, Phase.SOAK, Made.run(0, "generator lag", 1, 1_600)));
    SingleFigures extras =
        new SingleFigures(
            List.of(), List.of(), List.of(), Double.NaN, null, 100, 0.01, 30, -(64.0 * (1 << 20)));

    assertEquals(Target.Outcome.NOT_MEASURED, target("100 model swaps", rows, extras).outcome());
    assertEquals(Target.Outcome.MISSED, target("soak", rows, extras).outcome());
    assertEquals("-64.0 MiB/h", target("soak", rows, extras).value());
    SingleFigures growing =
        new SingleFigures(List.of(), List.of(), List.of(), Double.NaN, null, 100, 0.2, 30, 1_000);
    assertEquals(Target.Outcome.MISSED, target("100 model swaps", rows, growing).outcome());
    assertEquals(Target.Outcome.MET, target("soak", rows, growing).outcome());
  }

  @Test
  void swapsShouldBeHeldAgainstTheSteadyFigure() {
    List<Row> rows =
        List.of(
            row(BenchRun.OURS, Phase.BEFORE_SWAPS, Made.run(0, "", 1, 1_000)),
            row(BenchRun.OURS, Phase.SWAPS, Made.run(0, "", 1, 1_600)));
    SingleFigures flat =
        new SingleFigures(
            List.of(1.2),
            List.of(),
            List.of(
                new SingleFigures.Eligibility(10_000, 49),
                new SingleFigures.Eligibility(100_000, 301)),
            1_025,
            new SingleFigures.Int8(1000, false, "ctr AUC +0.00060"),
            100,
            0.01,
            0,
            Double.NaN);

    Target swaps = target("100 model swaps", rows, flat);

    assertEquals(Target.Outcome.MISSED, swaps.outcome());
    assertEquals("0 failed, RSS +1.0 %, p99 1.60 x and p99.9 1.60 x steady", swaps.value());
    assertEquals(Target.Outcome.MET, target("start of JVM", rows, flat).outcome());
    assertEquals(Target.Outcome.MET, target("eligibility at 10,000", rows, flat).outcome());
    assertEquals(Target.Outcome.MISSED, target("eligibility at 100,000", rows, flat).outcome());
    assertEquals(Target.Outcome.MISSED, target("allocation, decode", rows, flat).outcome());
    assertEquals(Target.Outcome.MISSED, target("int8", rows, flat).outcome());
    assertEquals("ctr AUC +0.00060", target("int8", rows, flat).value());
  }

  @Test
  void moneyShouldBeHeldAgainstTheServerThatOnlyRecords() {
    List<Row> rows =
        List.of(
            row(BenchRun.OURS, Phase.CLOSED, Made.run(0, "", 200, 1)),
            row(BenchRun.EVENTS, Phase.CLOSED, Made.run(0, "", 100, 1)),
            row(BenchRun.MONEY, Phase.CLOSED, Made.run(0, "", 98, 1)));

    Target target = target("money: candidates/s", rows, NOTHING);

    assertEquals("0.980", target.value());
    assertEquals(Target.Outcome.MET, target.outcome());
  }
}
