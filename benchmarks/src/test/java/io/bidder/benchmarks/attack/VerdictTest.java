package io.bidder.benchmarks.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.benchmarks.attack.kind.Attack;
import io.bidder.benchmarks.attack.victim.ServerWatch;
import io.bidder.benchmarks.attack.victim.Stage;
import io.bidder.benchmarks.attack.wire.Volume;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final double MIB = 1 << 20;
  private static final ServerWatch.Seen WELL = new ServerWatch.Seen(20, 0, 0, 0, 300 * MIB);

  private Stage stage = Stage.SMALL;
  private GoodFigures alone = figures(1_000, 0);
  private GoodFigures beside = figures(1_000, 0);
  private GoodFigures after = figures(1_000, 0);
  private ServerWatch.Seen seen = WELL;
  private @Nullable Integer ended;
  private long logBytes;
  private long forgedLines;
  private List<String> faults = List.of();

  private static GoodFigures figures(double p99Micros, long lost) {
    Map<String, Long> lostBy = lost == 0 ? Map.of() : Map.of("OVERLOADED", lost);
    return new GoodFigures(1_000, 0, lostBy, 300, p99Micros, 2 * p99Micros);
  }

  private AttackResult result() {
    Attack attack = new Attack("made", "made up", stage, victim -> () -> Volume.NONE);
    return new AttackResult(
        attack,
        alone,
        beside,
        after,
        Volume.NONE,
        10,
        0,
        seen,
        ended,
        logBytes,
        forgedLines,
        faults);
  }

  private List<String> unmet() {
    return Verdict.unmet(result());
  }

  @Test
  void verdictShouldBeMetWhenNothingHappens() {
    assertEquals(List.of(), unmet());
  }

  @Test
  void verdictShouldAllowTwoMillisecondsMoreWhenTheLoadIsFastAlone() {
    beside = figures(3_000, 0);
    assertEquals(List.of(), unmet());
    beside = figures(3_001, 0);
    assertEquals(List.of("p99"), unmet());
  }

  @Test
  void verdictShouldAllowHalfMoreWhenTheLoadIsSlowAlone() {
    alone = figures(10_000, 0);
    beside = figures(15_000, 0);
    assertEquals(List.of(), unmet());
    beside = figures(15_001, 0);
    assertEquals(List.of("p99"), unmet());
  }

  @Test
  void verdictShouldHoldAReloadAgainstItsOwnBound() {
    stage = Stage.SMALL.within(new Stage.Bound(0, 0, 50_000));
    beside = figures(50_000, 0);
    assertEquals(List.of(), unmet());
    beside = figures(50_001, 0);
    assertEquals(List.of("p99"), unmet());
  }

  @Test
  void verdictShouldBeUnmetWhenNothingWasAnswered() {
    beside = new GoodFigures(0, 0, Map.of("unreachable", 10L), Double.NaN, Double.NaN, Double.NaN);
    assertEquals(List.of("p99", "lost"), unmet());
  }

  @Test
  void verdictShouldBeUnmetWhenOneBidIsLost() {
    beside = figures(1_000, 1);
    assertEquals(List.of("lost"), unmet());
  }

  @Test
  void verdictShouldNameADeadServer() {
    ended = 3;
    after = figures(1_000, 1_000);
    assertEquals(List.of("dead, exit code 3"), unmet());
  }

  @Test
  void verdictShouldNameAServerThatIsUpAndDoesNothing() {
    after = figures(1_000, 1_000);
    assertEquals(List.of("bids no more"), unmet());
  }

  @Test
  void verdictShouldNameWhatProbesSaw() {
    seen = new ServerWatch.Seen(20, 1, 2, 3, 300 * MIB);
    assertEquals(List.of("healthz", "readyz", "kept out"), unmet());
  }

  @Test
  void verdictShouldBoundMemoryByTheHeap() {
    seen = new ServerWatch.Seen(20, 0, 0, 0, 1_536 * MIB);
    assertEquals(List.of(), unmet());
    seen = new ServerWatch.Seen(20, 0, 0, 0, 1_537 * MIB);
    assertEquals(List.of("memory"), unmet());
  }

  @Test
  void verdictShouldBoundTheLog() {
    logBytes = 100_000;
    assertEquals(List.of(), unmet());
    logBytes = 100_001;
    forgedLines = 2;
    assertEquals(List.of("log", "2 forged lines"), unmet());
  }

  @Test
  void verdictShouldTakeOverWhatTheAttackFound() {
    faults = List.of("serves 5 campaigns instead of 26");
    assertEquals(faults, unmet());
  }

  @Test
  void verdictShouldExpectTheEndOfAServerThatIsAskedToEnd() {
    stage = Stage.SMALL.endingServer();
    after = new GoodFigures(0, 0, Map.of(), Double.NaN, Double.NaN, Double.NaN);
    seen = new ServerWatch.Seen(20, 15, 15, 15, 300 * MIB);
    ended = 143;
    assertEquals(List.of(), unmet());
    ended = 1;
    assertEquals(List.of("exit code 1"), unmet());
    ended = null;
    assertEquals(List.of("goes on"), unmet());
  }

  @Test
  void tableShouldFitATerminalWhenFiguresAreLarge() {
    beside = new GoodFigures(9_999_999, 0, Map.of("late", 9_999_999L), 1e7, 1e7, 1e7);
    logBytes = 1L << 34;
    String table = AttackTable.head() + '\n' + AttackTable.line(result());
    for (String line : table.lines().toList()) {
      assertTrue(line.length() <= 120, line);
    }
  }
}
