package io.bidder.benchmarks.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MemorySamplesTest {
  private static final long MINUTE_NS = 60_000_000_000L;

  @Test
  void slopeShouldBeThatOfALineWhateverTheFirstTenthWas() {
    MemorySamples memory = new MemorySamples();
    for (int minute = 0; minute < 100; minute++) {
      memory.add(minute * MINUTE_NS, minute < 10 ? 1 : 1_000_000 + 50.0 * minute);
    }

    assertEquals(3_000, memory.slopeBytesPerHour(), 1e-3);
  }

  @Test
  void growthShouldCompareTheEndWithTheTimeAfterTheStart() {
    MemorySamples memory = new MemorySamples();
    for (int i = 0; i < 100; i++) {
      memory.add(i, i < 10 ? 10 : i < 50 ? 100 : 103);
    }

    assertEquals(0.03, memory.growth(), 1e-9);
  }

  @Test
  void fewSamplesShouldTellNothing() {
    MemorySamples memory = new MemorySamples();
    memory.add(0, 1);

    assertTrue(Double.isNaN(memory.growth()));
    assertTrue(Double.isNaN(memory.slopeBytesPerHour()));
  }
}
