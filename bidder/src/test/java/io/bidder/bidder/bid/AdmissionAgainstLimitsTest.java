package io.bidder.bidder.bid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import com.netflix.concurrency.limits.limit.VegasLimit;
import io.bidder.bidder.http.Sender;
import io.bidder.bidder.http.Usage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares {@link BidQueue} with limits on concurrency that adapt: two threads and one queue, by a
 * clock that the test turns. Half way, requests begin to cost twice as much, as they do when a
 * larger model is promoted. The table that is printed stands in docs/adr/0004.
 */
class AdmissionAgainstLimitsTest {
  private static final int THREADS = 2;
  private static final long MILLI = 1_000_000;
  private static final long DEADLINE_NS = 90 * MILLI;
  private static final long COST_NS = 500_000;
  private static final long HALF_NS = 10_000 * MILLI;

  /** Decides who enters, in what order, and hears how it went. */
  private interface Policy {
    /** Lets a request in or sheds some; returns how many are shed. */
    int offer(Request request, long nowNs);

    /** The next request for a thread that is free; null for none. */
    @Nullable Request take(long nowNs);

    void left(Request request, long serviceNs, long nowNs);
  }

  /** The outcome: shares of what the threads could do, and of what was let in. */
  private record Outcome(double goodput, double late, double shed, double p99Millis) {}

  private record Request(long arrivedNs, int presentAtArrival, Sender sender) {}

  private record Running(long endNs, long serviceNs, Request request) {}

  /** Two addresses of eight connections each. */
  private static List<Sender> senders() {
    List<Sender> senders = new ArrayList<>();
    for (int address = 0; address < 2; address++) {
      Usage ofAddress = new Usage();
      for (int connection = 0; connection < 8; connection++) {
        senders.add(new Sender(new Usage(), ofAddress));
      }
    }
    return senders;
  }

  private static Policy ours() {
    long[] now = new long[1];
    BidQueue<Request> queue = new BidQueue<>(THREADS, 1, 100_000, 1 << 30, () -> now[0]);
    IdentityHashMap<Request, BidQueue.Batch<Request>> taken = new IdentityHashMap<>();
    return new Policy() {
      @Override
      public int offer(Request request, long nowNs) {
        now[0] = nowNs;
        int[] shed = new int[1];
        queue.offer(request, request.sender(), 1_000, 1_000, DEADLINE_NS, (_, _) -> shed[0]++);
        return shed[0];
      }

      @Override
      public @Nullable Request take(long nowNs) {
        now[0] = nowNs;
        BidQueue.Batch<Request> batch = new BidQueue.Batch<>();
        try {
          if (!queue.take(batch, 0, (_, _) -> {})) {
            return null;
          }
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        taken.put(batch.get(0), batch);
        return batch.get(0);
      }

      @Override
      public void left(Request request, long serviceNs, long nowNs) {
        now[0] = nowNs;
        queue.done(Objects.requireNonNull(taken.remove(request)), new long[] {serviceNs});
      }
    };
  }

  private static Policy limited(Limit limit) {
    ArrayDeque<Request> waiting = new ArrayDeque<>();
    return new Policy() {
      @Override
      public int offer(Request request, long nowNs) {
        if (request.presentAtArrival() >= limit.getLimit()) {
          return 1;
        }
        waiting.add(request);
        return 0;
      }

      @Override
      public @Nullable Request take(long nowNs) {
        return waiting.poll();
      }

      @Override
      public void left(Request request, long serviceNs, long nowNs) {
        long tookNs = nowNs - request.arrivedNs();
        limit.onSample(
            request.arrivedNs(), tookNs, request.presentAtArrival(), tookNs > DEADLINE_NS);
      }
    };
  }

  /** Poisson arrivals at {@code load} times what the threads can do. */
  private static Outcome simulate(Policy policy, double load) {
    Random random = new Random(11);
    List<Sender> senders = senders();
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
        policy.left(request, done.serviceNs(), done.endNs());
        Request next = policy.take(done.endNs());
        if (next != null) {
          running.add(run(next, done.endNs(), cost, random));
        }
      }
      int present = arrivals - shed - left;
      arrivals++;
      Sender sender = senders.get(random.nextInt(senders.size()));
      shed += policy.offer(new Request((long) nowNs, present, sender), (long) nowNs);
      if (running.size() < THREADS) {
        Request next = policy.take((long) nowNs);
        if (next != null) {
          running.add(run(next, (long) nowNs, cost, random));
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
