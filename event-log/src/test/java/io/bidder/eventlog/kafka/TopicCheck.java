package io.bidder.eventlog.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Holds what is read of a topic to what is in the logs. */
final class TopicCheck {
  private final Map<String, Integer> counts = new HashMap<>();
  private final Map<String, Integer> last = new HashMap<>();
  long repeats;

  private TopicCheck() {}

  /** Reads a topic to its end, and checks that every event is there, once, and in its order. */
  static TopicCheck of(String brokers, String topic, TestLog... logs) {
    TopicCheck check = new TopicCheck();
    Map<String, Integer> expected = new HashMap<>();
    for (TestLog log : logs) {
      expected.put(log.name(), log.count());
    }
    try (KafkaEvents events = new KafkaEvents(brokers, topic, Map.of(), new TopicPosition())) {
      readAll(events, (event, partition, offset) -> check.take(event));
      check.repeats = events.repeats();
      assertEquals(0, events.unreadable());
    }
    assertEquals(expected, check.counts);
    return check;
  }

  static void readAll(KafkaEvents events, KafkaEvents.Handler handler) {
    do {
      events.poll(Duration.ofMillis(100), handler);
    } while (!events.isCaughtUp());
  }

  private void take(Event event) {
    String[] place = ((Happening.Conversion) event.happening()).orderId().split(" ", 3);
    int number = Integer.parseInt(place[1]);
    counts.merge(place[0], 1, Integer::sum);
    // Those without a bid are in no order.
    if (event.bidId().low() != 0) {
      Integer before = last.put(place[0] + event.bidId(), number);
      assertTrue(before == null || before < number, () -> before + " before " + number);
    } else {
      assertFalse(last.containsKey(place[0] + number));
      last.put(place[0] + number, number);
    }
  }

  /** Waits for something, at most a minute. */
  static void await(BooleanSupplier condition) {
    long startNs = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - startNs < TimeUnit.MINUTES.toNanos(1), "it takes too long");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  /** Waits until something was told, at most a minute, and returns it. */
  static String await(TestLog.Told told, String beginning) throws InterruptedException {
    List<String> passed = new ArrayList<>();
    for (String next = told.all.poll(1, TimeUnit.MINUTES);
        next != null;
        next = told.all.poll(1, TimeUnit.MINUTES)) {
      if (next.startsWith(beginning)) {
        return next;
      }
      passed.add(next);
    }
    throw new AssertionError("expected " + beginning + ", was told " + passed);
  }
}
