package io.bidder.benchmarks.peers;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.LongAdder;

/** Counts of what a peer has done and used since it started. */
final class PeerStats {
  private final LongAdder requests = new LongAdder();
  private final LongAdder candidates = new LongAdder();
  private final LongAdder bids = new LongAdder();
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  void request() {
    requests.increment();
  }

  void candidates(int scored) {
    candidates.add(scored);
  }

  void bid() {
    bids.increment();
  }

  /** All of it as JSON. */
  String toJson() {
    long pauseMillis = 0;
    long pauses = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      pauseMillis += Math.max(0, collector.getCollectionTime());
      pauses += Math.max(0, collector.getCollectionCount());
    }
    return """
    {"requests": %d, "candidatesScored": %d, "bids": %d, "allocatedBytes": %d, \
    "gcPauseMillis": %d, "gcCount": %d, "cpuNanos": %d}\
    """
        .formatted(
            requests.sum(),
            candidates.sum(),
            bids.sum(),
            threads.getTotalThreadAllocatedBytes(),
            pauseMillis,
            pauses,
            system.getProcessCpuTime());
  }
}
