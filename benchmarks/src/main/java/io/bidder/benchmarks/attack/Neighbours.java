package io.bidder.benchmarks.attack;

import io.bidder.benchmarks.attack.victim.AttackedServer;
import io.bidder.benchmarks.bench.process.Kernel;

/** The cores that neither the server nor this process keeps busy, but others on the machine do. */
final class Neighbours {
  private final AttackedServer server;
  private final Kernel.Ticks ticks = Kernel.ticks();
  private final long startNs = System.nanoTime();
  private final double ownSeconds;

  /** Begins to look. */
  Neighbours(AttackedServer server) {
    this.server = server;
    ownSeconds = seconds();
  }

  private double seconds() {
    return server.cpuSeconds()
        + ProcessHandle.current()
            .info()
            .totalCpuDuration()
            .map(cpu -> cpu.toNanos() / 1e9)
            .orElse(0.0);
  }

  /** Those since the beginning; NaN if that cannot be told. */
  double cores() {
    double passed = (System.nanoTime() - startNs) / 1e9;
    double busy = Kernel.ticks().busyCoresSince(ticks);
    return server.isAlive() ? Math.max(0, busy - (seconds() - ownSeconds) / passed) : Double.NaN;
  }
}
