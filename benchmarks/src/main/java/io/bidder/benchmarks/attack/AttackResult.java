package io.bidder.benchmarks.attack;

import io.bidder.benchmarks.attack.kind.Attack;
import io.bidder.benchmarks.attack.victim.ServerWatch;
import io.bidder.benchmarks.attack.wire.Volume;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An attack and what it did.
 *
 * @param after the good load once it was over
 * @param otherCores that neither the server nor this process kept busy
 * @param ended the exit code of a server that is not alive afterwards; null if it is
 * @param forgedLines of the log
 * @param faults that the attack found
 */
record AttackResult(
    Attack attack,
    GoodFigures alone,
    GoodFigures beside,
    GoodFigures after,
    Volume volume,
    double seconds,
    double otherCores,
    ServerWatch.Seen seen,
    @Nullable Integer ended,
    long logBytes,
    long forgedLines,
    List<String> faults) {
  private static final double MOST_OTHER_CORES = 0.3;

  /** Whether others kept so much of the machine busy that its latencies mean nothing. */
  boolean isVoid() {
    return otherCores > MOST_OTHER_CORES;
  }
}
