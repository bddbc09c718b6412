package io.bidder.bidder.bid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.testing.Cases;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final long MILLI = 1_000_000;

  @Test
  void requestShouldEnterWhileAThreadIsFreeWhateverRequestsCost() {
    Admission admission = new Admission(2);
    admission.took(1, Long.MAX_VALUE / 1_000);
    assertTrue(admission.tryEnter(MILLI));
    assertTrue(admission.tryEnter(MILLI));
    assertFalse(admission.tryEnter(MILLI));
    admission.leave(1);
    assertTrue(admission.tryEnter(MILLI));
  }

  @Test
  void requestShouldEnterWhileThoseAheadTakeHalfOfItsTime() {
    Admission admission = new Admission(2);
    admission.took(4, 8 * MILLI);
    // 2 ms each, on two threads: with n ahead, the wait is n ms.
    for (int ahead = 0; ahead <= 40; ahead++) {
      assertTrue(admission.tryEnter(80 * MILLI), "ahead " + ahead);
    }
    assertFalse(admission.tryEnter(80 * MILLI));
    assertFalse(admission.tryEnter(20 * MILLI));
    assertTrue(admission.tryEnter(100 * MILLI));
  }

  @Test
  void costShouldComeToWhatBatchesTake() {
    Cases.forAll(
        41,
        1000,
        draw -> {
          int batch = draw.intBetween(1, 8);
          long before = draw.longBetween(1_000, 100_000_000);
          long now = draw.longBetween(1_000, 100_000_000);

          Admission admission = new Admission(2);
          admission.took(batch, batch * before);
          assertEquals(before, admission.costNs());
          for (int i = 0; i < 2_000; i++) {
            admission.took(batch, batch * now);
            assertTrue(admission.costNs() >= Math.min(before, now));
            assertTrue(admission.costNs() <= Math.max(before, now));
          }
          // Whole nanoseconds: it stops less than 64 short.
          assertTrue(Math.abs(now - admission.costNs()) < 64);
        });
  }

  /**
   * One thread whose requests cost {@code costMicros}, asked {@code load} times as often as it can
   * answer, by a clock that the test turns: it is never idle, and whoever was let in is in time.
   */
  @Test
  void threadShouldBeBusyAndEveryAnswerInTimeUnderOverload() {
    Cases.forAll(
        42,
        1000,
        draw -> {
          int costMicros = draw.intBetween(50, 2_000);
          int load = draw.intBetween(2, 5);

          long deadlineNs = 90 * MILLI;
          long costNs = 1_000L * costMicros;
          Admission admission = new Admission(1);
          admission.took(1, costNs);
          ArrayDeque<Long> waiting = new ArrayDeque<>();
          long nextFreeNs = 0;
          long answered = 0;
          int arrivals = 3_000;
          for (int i = 0; i < arrivals; i++) {
            long nowNs = i * costNs / load;
            while (!waiting.isEmpty() && nextFreeNs <= nowNs) {
              long arrivedNs = waiting.remove();
              nextFreeNs = Math.max(nextFreeNs, arrivedNs) + costNs;
              assertTrue(nextFreeNs - arrivedNs <= deadlineNs / 2 + 2 * costNs, "late");
              admission.took(1, costNs);
              admission.leave(1);
              answered++;
            }
            if (admission.tryEnter(deadlineNs)) {
              waiting.add(nowNs);
            }
          }
          long possible = arrivals / load;
          assertTrue(answered >= 0.95 * possible - 2, answered + " of " + possible);
        });
  }
}
