package io.bidder.market.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LongQueueTest {
  @Test
  void queueShouldGiveBackInOrderWhileItGrows() {
    LongQueue queue = new LongQueue();
    ArrayDeque<Long> expected = new ArrayDeque<>();
    SplittableRandom random = new SplittableRandom(1);
    for (long i = 0; i < 20_000; i++) {
      queue.addLast(i);
      expected.addLast(i);
      if (random.nextInt(3) == 0) {
        assertEquals(expected.removeFirst(), queue.removeFirst());
      }
    }
    while (!expected.isEmpty()) {
      assertEquals(expected.getFirst(), queue.first());
      assertEquals(expected.removeFirst(), queue.removeFirst());
    }
    assertTrue(queue.isEmpty());
  }
}
