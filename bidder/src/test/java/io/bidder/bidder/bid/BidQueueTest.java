package io.bidder.bidder.bid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.http.Sender;
import io.bidder.bidder.http.Usage;
import io.bidder.modelstore.testing.Cases;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The order of the queue, by a clock that the test turns. */
class BidQueueTest {
  private static final long MILLI = 1_000_000;
  private static final long REMAINING_NS = 90 * MILLI;
  private static final int LIGHT = 1_000;
  private static final int HEAVY = 200_000;

  private final List<String> shed = new ArrayList<>();
  private long nowNs;

  private BidQueue<String> queue(int threads, int batch, int maxRequests, int maxBytes) {
    BidQueue<String> queue = new BidQueue<>(threads, batch, maxRequests, maxBytes, () -> nowNs);
    queue.took(LIGHT, MILLI / 2);
    queue.took(HEAVY, 10 * MILLI);
    for (int i = 0; i < 200; i++) {
      queue.took(LIGHT, MILLI / 2);
    }
    return queue;
  }

  private static Sender sender(Usage address) {
    return new Sender(new Usage(), address);
  }

  private void offer(BidQueue<String> queue, String request, Sender sender, int length) {
    queue.offer(request, sender, length, length, REMAINING_NS, (name, _) -> shed.add(name));
  }

  private List<String> take(BidQueue<String> queue, BidQueue.Batch<String> batch) {
    try {
      List<String> taken = new ArrayList<>();
      if (queue.take(batch, 0, (name, _) -> shed.add(name))) {
        for (int i = 0; i < batch.size(); i++) {
          taken.add(batch.get(i));
        }
      }
      return taken;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long[] costs(int count, long each) {
    long[] costs = new long[count];
    Arrays.fill(costs, each);
    return costs;
  }

  @Test
  void requestOfWhoUsesLittleShouldBeNextHoweverManyConnectionsAnotherAddressHas() {
    BidQueue<String> queue = queue(2, 1, 4_096, 1 << 30);
    Usage attacker = new Usage();
    attacker.add(1_000 * MILLI, nowNs);
    for (int c = 0; c < 64; c++) {
      Sender connection = sender(attacker);
      for (int i = 0; i < 16; i++) {
        offer(queue, "attack", connection, LIGHT);
      }
    }
    Sender good = sender(new Usage());
    good.add(100 * MILLI, nowNs);
    offer(queue, "good", good, LIGHT);
    assertFalse(shed.contains("good"));
    assertTrue(shed.contains("attack"), "more waits than can be answered in time");
    assertEquals(List.of("good"), take(queue, new BidQueue.Batch<>()));
  }

  @Test
  void heavyRequestsShouldBeShedBeforeLightOnesOfAnother() {
    BidQueue<String> queue = queue(2, 8, 1_024, 1 << 30);
    Usage attacker = new Usage();
    List<Sender> good = List.of(sender(new Usage()), sender(new Usage()));
    for (int i = 0; i < 40; i++) {
      offer(queue, "attack", sender(attacker), HEAVY);
      offer(queue, "good", good.get(i % 2), LIGHT);
    }
    assertFalse(shed.contains("good"));
    assertTrue(shed.size() > 20, shed.size() + " shed");
  }

  @Test
  void heavyRequestShouldBeTakenAloneAndLeaveAThreadToOthers() {
    BidQueue<String> queue = queue(2, 8, 1_024, 1 << 30);
    offer(queue, "heavy", sender(new Usage()), HEAVY);
    BidQueue.Batch<String> first = new BidQueue.Batch<>();
    assertEquals(List.of("heavy"), take(queue, first));
    offer(queue, "heavy too", sender(new Usage()), HEAVY);
    BidQueue.Batch<String> second = new BidQueue.Batch<>();
    assertEquals(List.of(), take(queue, second));
    Sender good = sender(new Usage());
    for (int i = 0; i < 4; i++) {
      offer(queue, "good " + i, good, LIGHT);
    }
    assertEquals(List.of("good 0", "good 1", "good 2"), take(queue, second));
    queue.done(first, costs(1, 10 * MILLI));
    assertEquals(List.of("good 3"), take(queue, first));
    queue.done(first, costs(1, MILLI / 2));
    assertEquals(List.of("heavy too"), take(queue, first));
  }

  @Test
  void lightRequestShouldGoBeforeHeavyOnesOfConnectionsThatHaveUsedAsMuch() {
    BidQueue<String> queue = queue(1, 1, 1_024, 1 << 30);
    Usage address = new Usage();
    for (int i = 0; i < 10; i++) {
      Sender connection = sender(address);
      connection.add(100 * MILLI, nowNs);
      offer(queue, "heavy", connection, HEAVY);
    }
    shed.clear();
    Sender good = sender(address);
    for (int i = 0; i < 200; i++) {
      good.add(MILLI / 2, nowNs);
    }
    offer(queue, "good", good, LIGHT);
    assertFalse(shed.contains("good"));
    assertEquals(List.of("good"), take(queue, new BidQueue.Batch<>()));
  }

  @Test
  void requestsShouldBeBoundedInNumberAndBytes() {
    BidQueue<String> queue = queue(2, 8, 10, 1 << 30);
    Usage attacker = new Usage();
    for (int i = 0; i < 20; i++) {
      offer(queue, "attack", sender(attacker), LIGHT);
    }
    assertEquals(10, queue.size());
    offer(queue, "good", sender(new Usage()), LIGHT);
    assertEquals(10, queue.size());
    assertFalse(shed.contains("good"));

    BidQueue<String> bytes = queue(2, 8, 1_000, 5 * HEAVY);
    for (int i = 0; i < 6; i++) {
      bytes.offer("a" + i, sender(attacker), LIGHT, HEAVY, REMAINING_NS, (n, _) -> shed.add(n));
    }
    assertEquals(5, bytes.size());
    assertTrue(shed.contains("a5"));
  }

  @Test
  void everyRequestShouldBeTakenOrShedOnceAndInItsConnectionsOrder() {
    Cases.forAll(
        5,
        300,
        draw -> {
          nowNs = 0;
          shed.clear();
          int threads = draw.intBetween(1, 4);
          BidQueue<String> queue =
              queue(threads, draw.intBetween(1, 8), draw.intBetween(1, 60), 1 << 22);
          List<Sender> senders = new ArrayList<>();
          for (int a = draw.intBetween(1, 4); a > 0; a--) {
            Usage address = new Usage();
            for (int c = draw.intBetween(1, 5); c > 0; c--) {
              senders.add(sender(address));
            }
          }
          Map<String, Integer> lastTaken = new HashMap<>();
          Set<String> taken = new HashSet<>();
          Deque<BidQueue.Batch<String>> atWork = new ArrayDeque<>();
          int offered = 400;
          for (int i = 0; i < offered; i++) {
            int from = draw.intBetween(0, senders.size() - 1);
            offer(
                queue, from + ":" + i, senders.get(from), draw.intBetween(0, 9) == 0 ? HEAVY : 500);
            nowNs += draw.longBetween(0, MILLI);
            if (atWork.size() < threads && draw.intBetween(0, 2) > 0) {
              BidQueue.Batch<String> batch = new BidQueue.Batch<>();
              for (String request : take(queue, batch)) {
                assertTrue(taken.add(request));
                int colon = request.indexOf(':');
                String connection = request.substring(0, colon);
                int number = Integer.parseInt(request.substring(colon + 1));
                assertTrue(lastTaken.getOrDefault(connection, -1) < number, request);
                lastTaken.put(connection, number);
              }
              if (batch.size() > 0) {
                atWork.add(batch);
              }
            } else if (!atWork.isEmpty()) {
              BidQueue.Batch<String> done = atWork.remove();
              queue.done(done, costs(done.size(), draw.longBetween(1_000, 3 * MILLI)));
              assertEquals(0, done.size());
            }
          }
          List<String> left = queue.drain();
          assertEquals(0, queue.size());
          Set<String> all = new HashSet<>(taken);
          all.addAll(shed);
          all.addAll(left);
          assertEquals(offered, all.size());
          assertEquals(offered, taken.size() + shed.size() + left.size());
        });
  }
}
