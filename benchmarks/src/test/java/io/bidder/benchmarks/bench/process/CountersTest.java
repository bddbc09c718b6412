package io.bidder.benchmarks.bench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CountersTest {
  private static final String BEFORE =
      """
      # HELP bidder_requests_total Bid requests by how they were answered.
      bidder_requests_total{exchange="default",outcome="bid"} 100.0
      bidder_requests_total{exchange="default",outcome="shed"} 0.0
      bidder_requests_total{exchange="other",outcome="late"} 1.0
      bidder_candidates_count 100
      bidder_candidates_sum 3200.0
      bidder_shed_seconds_bucket{le="5.0E-4"} 0
      bidder_shed_seconds_bucket{le="0.001"} 0
      bidder_shed_seconds_bucket{le="+Inf"} 0
      jvm_allocated_bytes_total 1.0E6
      process_cpu_time_ns_total 2.0E9
      """;
  private static final String AFTER =
      """
      bidder_requests_total{exchange="default",outcome="bid"} 150.0
      bidder_requests_total{exchange="default",outcome="shed"} 10.0
      bidder_requests_total{exchange="other",outcome="late"} 3.0
      bidder_candidates_sum 4800.0
      bidder_shed_seconds_bucket{le="5.0E-4"} 4
      bidder_shed_seconds_bucket{le="0.001"} 8
      bidder_shed_seconds_bucket{le="+Inf"} 10
      jvm_gc_pause_seconds_count{action="end of minor GC",cause="a, \\"b\\"",gc="PS"} 2
      jvm_gc_pause_seconds_sum{action="end of minor GC",cause="a, \\"b\\"",gc="PS"} 0.004
      jvm_gc_pause_seconds_count{action="end of major GC",cause="c",gc="PS"} 1
      jvm_gc_pause_seconds_sum{action="end of major GC",cause="c",gc="PS"} 0.1
      jvm_allocated_bytes_total 1.5E6
      process_cpu_time_ns_total 3.5E9
      """;

  @Test
  void ourCountersShouldBeReadFromMetrics() {
    Counters counted = Subject.ourCounters(AFTER).since(Subject.ourCounters(BEFORE));

    assertEquals(62, counted.requests());
    assertEquals(50, counted.bids());
    assertEquals(1600, counted.candidates());
    assertEquals(10, counted.sheds());
    assertEquals(2, counted.late());
    assertEquals(3, counted.gcPauses());
    assertEquals(0.104, counted.gcPauseSeconds(), 1e-9);
    assertEquals(5e5, counted.allocatedBytes());
    assertEquals(1.5, counted.cpuSeconds(), 1e-9);
    // The fifth of ten is a quarter into the second bucket.
    assertEquals(0.000625, counted.medianShedSeconds(), 1e-9);
  }

  @Test
  void peerCountersShouldBeReadFromStats() {
    Counters counted =
        Subject.peerCounters(
            """
            {"requests": 10, "candidatesScored": 320, "bids": 9, "allocatedBytes": 1000,
             "gcPauseMillis": 4, "gcCount": 2, "cpuNanos": 5.0E8}
            """);

    assertEquals(10, counted.requests());
    assertEquals(320, counted.candidates());
    assertEquals(0.004, counted.gcPauseSeconds(), 1e-9);
    assertEquals(0.5, counted.cpuSeconds(), 1e-9);
    assertEquals(Double.NaN, counted.medianShedSeconds());
  }

  @Test
  void stealShouldBeAShareOfTheTimeBetween() {
    Kernel.Ticks earlier = new Kernel.Ticks(1000, 500, 10);

    assertEquals(0.05, new Kernel.Ticks(1200, 600, 20).stealSince(earlier), 1e-9);
    assertEquals(Double.NaN, earlier.stealSince(earlier));
  }

  @Test
  void coresShouldBeThoseThatThereAre() {
    int all = Runtime.getRuntime().availableProcessors();

    assertEquals(all, Cores.of(0).subject());
    IllegalArgumentException failure =
        assertThrows(IllegalArgumentException.class, () -> Cores.of(all + 1));
    assertTrue(String.valueOf(failure.getMessage()).contains("--cores is " + (all + 1)));
  }
}
