package io.bidder.bidder.json;

/**
 * The heap that the reused texts and lists of one owner take: what its current use needs, which is
 * bounded, and what they keep from one use to the next, so that the owner can be given up when that
 * is too much. Bytes are estimates for a JVM with compressed references. One thread's.
 *
 * <p>What is used depends on the current use alone, not on those before it: the same request is
 * always within the bound, or always beyond it.
 */
public final class Memory {
  private final long limitBytes;
  private long usedBytes;
  private long keptBytes;

  /** With a bound on what is used. */
  public Memory(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** Without a bound. */
  public static Memory unbounded() {
    return new Memory(Long.MAX_VALUE);
  }

  /**
   * Takes in that the current use needs so much more.
   *
   * @throws MemoryLimitException if that is more than it may
   */
  public void use(long bytes) {
    usedBytes += bytes;
    if (usedBytes > limitBytes) {
      throw new MemoryLimitException();
    }
  }

  /** Takes in that so much more was allocated, to be kept. */
  public void keep(long bytes) {
    keptBytes += bytes;
  }

  /** Begins another use. */
  public void reuse() {
    usedBytes = 0;
  }

  /** What the current use needs. */
  public long usedBytes() {
    return usedBytes;
  }

  /** What is kept, used or not. */
  public long keptBytes() {
    return keptBytes;
  }
}
