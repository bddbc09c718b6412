package io.bidder.bidder.http;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Netty's leak detector, which remembers what it would otherwise log. Netty makes it because the
 * build's tests run with {@code -Dio.netty.customResourceLeakDetector}.
 *
 * @param <T> what may leak
 */
public final class LeakRecorder<T> extends ResourceLeakDetector<T> {
  private static final long TIMEOUT_MILLIS = 10_000;
  private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

  /** None before a test uses Netty. */
  private static final AtomicInteger DETECTORS = new AtomicInteger();

  /** Called by Netty. */
  public LeakRecorder(Class<?> resourceType, int samplingInterval) {
    super(resourceType, samplingInterval);
    DETECTORS.incrementAndGet();
  }

  /** Called by Netty. */
  @SuppressWarnings("deprecation") // Netty looks for it
  public LeakRecorder(Class<?> resourceType, int samplingInterval, long maxActive) {
    super(resourceType, samplingInterval);
    DETECTORS.incrementAndGet();
  }

  /** Everything that leaked since the last call, with where it was used last. */
  static List<String> leaks() throws InterruptedException {
    if (DETECTORS.get() == 0) {
      return List.of();
    }
    // The collector hands references over in no order, hence twice.
    collect();
    collect();
    // Netty looks for leaks whenever a buffer is made.
    ByteBufAllocator.DEFAULT.buffer().release();
    List<String> leaks = new ArrayList<>();
    for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
      leaks.add(leak);
    }
    return leaks;
  }

  @Override
  protected boolean needReport() {
    return true;
  }

  @Override
  protected void reportTracedLeak(String resourceType, String records) {
    LEAKS.add("LEAK: " + resourceType + records);
  }

  @Override
  protected void reportUntracedLeak(String resourceType) {
    LEAKS.add("LEAK: " + resourceType);
  }

  /** Waits until what is unreachable now has been found to be so. */
  private static void collect() throws InterruptedException {
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    PhantomReference<Object> sentinel = new PhantomReference<>(new Object(), queue);
    try {
      System.gc();
      if (queue.remove(TIMEOUT_MILLIS) == null) {
        throw new AssertionError("the garbage collector does not run");
      }
    } finally {
      Reference.reachabilityFence(sentinel);
    }
  }
}
