package io.bidder.benchmarks.attack.kind;

import io.bidder.benchmarks.attack.victim.Stage;
import io.bidder.benchmarks.attack.victim.Victim;
import io.bidder.benchmarks.attack.wire.Volume;
import io.bidder.settings.scheduling.Scheduling;
import java.lang.management.ManagementFactory;
import java.util.List;

/** What is done to the process, and what is done beside it, for comparison. */
final class ProcessAttacks {
  private static final int STOPS_WITHIN_SECONDS = 15;
  private static final long TURN_NS = 10_000_000;

  private ProcessAttacks() {}

  static List<Attack> all() {
    return List.of(
        Attack.at(
            "control-nothing",
            "no attack: how far two runs of the good load differ",
            Stage.SMALL,
            victim -> burn(victim, 0)),
        Attack.at(
            "control-half",
            "no attack: half a core is kept busy as attackers' threads are",
            Stage.SMALL,
            victim -> burn(victim, 0.5)),
        Attack.at(
            "control-core",
            "no attack: a core is kept busy as attackers' threads are",
            Stage.SMALL,
            victim -> burn(victim, 1)),
        Attack.at(
            "sigterm",
            "SIGTERM under load: what had been sent by then is answered",
            Stage.SMALL.endingServer(),
            ProcessAttacks::terminate));
  }

  private static Volume terminate(Victim victim) throws InterruptedException {
    victim.pause(1_000);
    victim.endedNs().set(System.nanoTime());
    victim.server().terminate();
    if (!victim.server().awaitEnd(STOPS_WITHIN_SECONDS)) {
      victim.faults().add("still runs " + STOPS_WITHIN_SECONDS + " s after SIGTERM");
    }
    return Volume.of(1, 0);
  }

  /** Keeps a share of a core busy. */
  private static Volume burn(Victim victim, double share) throws InterruptedException {
    Scheduling.giveWay();
    long spins = 0;
    while (!victim.isOver()) {
      long startNs = System.nanoTime();
      while (System.nanoTime() - startNs < share * TURN_NS) {
        spins++;
        Thread.onSpinWait();
      }
      if (share < 1) {
        victim.pause((long) ((1 - share) * TURN_NS / 1e6));
      }
    }
    return Volume.of(
        spins > 0 ? 1 : 0, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9);
  }
}
