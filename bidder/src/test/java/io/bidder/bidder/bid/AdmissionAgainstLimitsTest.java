package io.bidder.bidder.bid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import com.netflix.concurrency.limits.limit.VegasLimit;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares {@link Admission} with limits on concurrency that adapt: two threads and one queue, by a
 * clock that the test turns. Half way, requests begin to cost twice as much, as they do when a
 * larger model is promoted. The table that is printed stands in docs/adr/0004.
 */
class AdmissionAgainstLimitsTest {
  private static final int THREADS = 2;
  private static final long MILLI = 1_000_000;
  private static final long DEADLINE_NS = 90 * MILLI;
  private static final long COST_NS = 500_000;
  private static final long HALF_NS = 10_000 * MILLI;

  /** Decides who enters and hears how it went. */
  private interface Policy {
    boolean tryEnter(int present);

    void left(long arrivedNs, long serviceNs, long nowNs, int presentAtArrival);
  }

  /** The outcome: shares of what the threads could do, and of what was let in. */
  private record Outcome(double goodput, double late, double shed, double p99Millis) {}

  private record Request(long arrivedNs, int presentAtArrival) {}

  private record Running(long endNs, long serviceNs, Request request) {}

  private static Policy ours() {
    Admission admission = new Admission(THREADS);
    return new Policy() {
      @Override
      public boolean tryEnter(int present) {
        return admission.tryEnter(DEADLINE_NS);
      }

      @Override
      public void left(long arrivedNs, long serviceNs, long nowNs, int presentAtArrival) {
        admission.took(1, serviceNs);
        admission.leave(1);
      }
    };
  }

  private static Policy limited(Limit limit) {
    return new Policy() {
      @Override
      public boolean tryEnter(int present) {
        return present < limit.getLimit();
      }

      @Override
      public void left(long arrivedNs, long serviceNs, long nowNs, int presentAtArrival) {
        long tookNs = nowNs - arrivedNs;
        limit.onSample(arrivedNs, tookNs, presentAtArrival, tookNs > DEADLINE_NS);
      }
    };
  }

  /** Poisson arrivals at {@code load} times what the threads can do. */
  private static Outcome simulate(Policy policy, double load) {
    Random random = new Random(11);
    ArrayDeque<Request> waiting = new ArrayDeque<>();
    PriorityQueue<Running> running = new PriorityQueue<>(Comparator.comparingLong(Running::endNs));
    long[] took = new long[2_000_000];
    int left = 0;
    int late = 0;
    int arrivals = 0;
    int shed = 0;
    double nowNs = 0;
    double possible = 1.5 * HALF_NS * THREADS / COST_NS;
    while (nowNs < 2 * HALF_NS) {
      long cost = nowNs < HALF_NS ? COST_NS : 2 * COST_NS;
      nowNs += -Math.log(1 - random.nextDouble()) * cost / (THREADS * load);
      while (!running.isEmpty() && running.element().endNs() <= nowNs) {
        Running done = running.remove();
        Request request = done.request();
        took[left] = done.endNs() - request.arrivedNs();
        late += took[left++] > DEADLINE_NS ? 1 : 0;
        policy.left(
            request.arrivedNs(), done.serviceNs(), done.endNs(), request.presentAtArrival());
        if (!waiting.isEmpty()) {
          running.add(run(waiting.remove(), done.endNs(), cost, random));
        }
      }
      arrivals++;
      int present = waiting.size() + running.size();
      if (!policy.tryEnter(present)) {
        shed++;
      } else {
        Request request = new Request((long) nowNs, present);
        if (running.size() < THREADS) {
          running.add(run(request, (long) nowNs, cost, random));
        } else {
          waiting.add(request);
        }
      }
    }
    Arrays.sort(took, 0, left);
    return new Outcome(
        (left - late) / possible,
        (double) late / left,
        (double) shed / arrivals,
        took[(int) (0.99 * left)] / (double) MILLI);
  }

  /** Some requests have more candidates than others. */
  private static Running run(Request request, long startNs, long costNs, Random random) {
    long serviceNs = (long) (costNs * (0.4 - 0.6 * Math.log(1 - random.nextDouble())));
    return new Running(startNs + serviceNs, serviceNs, request);
  }

  @ParameterizedTest
  @CsvSource({"0.7", "1.2", "2", "5"})
  void admissionShouldKeepThreadsBusyAndAnswersInTime(double load) {
    Outcome ours = tell("ours", load, AdmissionAgainstLimitsTest::ours);
    Outcome vegas = tell("Vegas", load, () -> limited(VegasLimit.newDefault()));
    Outcome gradient = tell("Gradient2", load, () -> limited(Gradient2Limit.newDefault()));
    if (load < 1) {
      assertEquals(0, ours.shed());
    } else {
      assertTrue(ours.goodput() > 0.98, ours.toString());
    }
    assertTrue(ours.late() < 0.001, ours.toString());
    assertTrue(ours.goodput() > vegas.goodput() - 0.01, vegas.toString());
    assertTrue(ours.goodput() > gradient.goodput() - 0.01, gradient.toString());
  }

  private static Outcome tell(String name, double load, Supplier<Policy> policy) {
    Outcome outcome = simulate(policy.get(), load);
    System.out.printf(
        Locale.ROOT,
        "%-10s load %.1f  in time %.3f of capacity  late %.4f  shed %.3f  p99 %.1f ms%n",
        name,
        load,
        outcome.goodput(),
        outcome.late(),
        outcome.shed(),
        outcome.p99Millis());
    return outcome;
  }
}
