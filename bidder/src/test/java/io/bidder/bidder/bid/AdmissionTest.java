package io.bidder.bidder.bid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.http.Sender;
import io.bidder.bidder.http.Usage;
import io.bidder.modelstore.testing.Cases;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is let into the {@link BidQueue}, by a clock that the test turns. */
class AdmissionTest {
  private static final long MILLI = 1_000_000;
  private static final int LENGTH = 1_000;

  private long nowNs;

  private BidQueue<Integer> queue(int threads) {
    return new BidQueue<>(threads, 8, 100_000, 1 << 30, () -> nowNs);
  }

  private final Sender anyone = new Sender(new Usage(), new Usage());

  private boolean enters(BidQueue<Integer> queue, long remainingNs) {
    List<Integer> shed = new ArrayList<>();
    queue.offer(1, anyone, LENGTH, LENGTH, remainingNs, (request, _) -> shed.add(request));
    return shed.isEmpty();
  }

  @Test
  void requestShouldEnterWhileAThreadIsFreeWhateverRequestsCost() throws InterruptedException {
    BidQueue<Integer> queue = queue(2);
    queue.took(LENGTH, Long.MAX_VALUE / 1_000);
    assertTrue(enters(queue, MILLI));
    assertTrue(enters(queue, MILLI));
    assertFalse(enters(queue, MILLI));
    BidQueue.Batch<Integer> batch = new BidQueue.Batch<>();
    assertTrue(queue.take(batch, 0, (_, _) -> {}));
    assertFalse(enters(queue, MILLI));
    queue.done(batch, new long[] {Long.MAX_VALUE / 1_000});
    assertTrue(enters(queue, MILLI));
  }

  @Test
  void requestShouldEnterWhileThoseAheadTakeHalfOfItsTime() {
    BidQueue<Integer> queue = queue(2);
    queue.took(LENGTH, 2 * MILLI);
    // On two threads: with n ahead, the wait is n ms.
    for (int ahead = 0; ahead <= 40; ahead++) {
      assertTrue(enters(queue, 80 * MILLI), "ahead " + ahead);
    }
    assertFalse(enters(queue, 80 * MILLI));
    assertFalse(enters(queue, 20 * MILLI));
    assertTrue(enters(queue, 100 * MILLI));
  }

  @Test
  void costShouldComeToWhatRequestsTake() {
    Cases.forAll(
        41,
        1000,
        draw -> {
          long before = draw.longBetween(1_000, 100_000_000);
          long now = draw.longBetween(1_000, 100_000_000);

          RequestCosts costs = new RequestCosts();
          costs.took(LENGTH, before, 0, 0);
          assertEquals(before, costs.meanNs());
          for (int i = 0; i < 2_000; i++) {
            costs.took(LENGTH, now, 0, i * now);
            assertTrue(costs.meanNs() >= Math.min(before, now) - 1);
            assertTrue(costs.meanNs() <= Math.max(before, now));
          }
          assertTrue(Math.abs(now - costs.meanNs()) < 64);
          assertTrue(Math.abs(costs.meanNs() - costs.estimateNs(LENGTH, new Usage(), 0)) <= 1);
        });
  }

  /**
   * One thread whose requests cost {@code costMicros}, asked {@code load} times as often as it can
   * answer: it is never idle, and whoever was let in is in time.
   */
  @Test
  void threadShouldBeBusyAndEveryAnswerInTimeUnderOverload() {
    Cases.forAll(
        42,
        200,
        draw -> {
          int costMicros = draw.intBetween(50, 2_000);
          int load = draw.intBetween(2, 5);

          long deadlineNs = 90 * MILLI;
          long costNs = 1_000L * costMicros;
          nowNs = 0;
          BidQueue<Long> queue = new BidQueue<>(1, 1, 100_000, 1 << 30, () -> nowNs);
          queue.took(LENGTH, costNs);
          Sender sender = new Sender(new Usage(), new Usage());
          BidQueue.Batch<Long> batch = new BidQueue.Batch<>();
          long nextFreeNs = 0;
          long answered = 0;
          int arrivals = 3_000;
          for (int i = 0; i < arrivals; i++) {
            long arrivalNs = i * costNs / load;
            while (queue.size() > 0 && nextFreeNs <= arrivalNs) {
              nowNs = nextFreeNs;
              assertTrue(take(queue, batch));
              long arrivedNs = batch.get(0);
              nextFreeNs = Math.max(nextFreeNs, arrivedNs) + costNs;
              assertTrue(nextFreeNs - arrivedNs <= deadlineNs / 2 + 2 * costNs, "late");
              nowNs = nextFreeNs;
              queue.done(batch, new long[] {costNs});
              answered++;
            }
            nowNs = arrivalNs;
            queue.offer(arrivalNs, sender, LENGTH, LENGTH, deadlineNs, (_, _) -> {});
          }
          long possible = arrivals / load;
          assertTrue(answered >= 0.95 * possible - 2, answered + " of " + possible);
        });
  }

  private static boolean take(BidQueue<Long> queue, BidQueue.Batch<Long> batch) {
    try {
      return queue.take(batch, 0, (_, _) -> {});
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
