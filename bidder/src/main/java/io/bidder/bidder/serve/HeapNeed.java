package io.bidder.bidder.serve;

import io.bidder.bidder.config.BidConfig;
import io.bidder.bidder.config.ServerConfig;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * The heap that requests can make a server need at the worst, with the demo's model and catalogue.
 * docs/reference/limits.md explains the sum, and {@code run} its young generation.
 */
final class HeapNeed {
  private static final Logger LOG = System.getLogger(HeapNeed.class.getName());
  private static final long MIB = 1 << 20;

  /** Of the young generation, whose survivors' half no heap's size has. */
  private static final long YOUNG_BYTES = 56 * MIB;

  /** Of the program, the demo's model and catalogue, and the metrics. */
  private static final long BASE_BYTES = 32 * MIB;

  /** Of what a thread has beside contexts: names, buffers, rows to score. */
  private static final long THREAD_BYTES = 3 * MIB;

  /** Of free arrays for bodies that an I/O thread keeps. */
  private static final long IO_THREAD_BYTES = 16 * MIB;

  /** An answer is copied when its array grows, and again when it is sent. */
  private static final int COPIES_OF_AN_ANSWER = 3;

  private HeapNeed() {}

  /** Warns of a heap that is smaller. */
  static void check(ServerConfig config) {
    long need = bytes(config);
    long heap = Runtime.getRuntime().maxMemory();
    if (heap < need) {
      LOG.log(
          Level.WARNING,
          "requests can make the server need a heap of {0} MiB, it has {1}: see"
              + " docs/reference/limits.md",
          need / MIB,
          heap / MIB);
    }
  }

  static long bytes(ServerConfig config) {
    BidConfig bid = config.bid();
    return YOUNG_BYTES
        + BASE_BYTES
        + bid.keptMemoryBytes()
        + (long) bid.contexts() * bid.requestMemoryBytes()
        + Math.max(
            config.http().maxBufferedBytes(),
            (long) config.http().ioThreads() * config.http().maxBodyBytes())
        + bid.threads() * (THREAD_BYTES + (long) COPIES_OF_AN_ANSWER * bid.maxAnswerBytes())
        + config.http().ioThreads() * IO_THREAD_BYTES;
  }
}
