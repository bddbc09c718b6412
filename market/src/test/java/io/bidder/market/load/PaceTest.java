package io.bidder.market.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The times of requests and of their latencies, by a clock that the test moves. */
class PaceTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final RequestSet REQUESTS =
      RequestSet.of(
          List.of(
              "{\"tmax\": 50}".getBytes(StandardCharsets.UTF_8),
              "{}".getBytes(StandardCharsets.UTF_8)));

  /** Remembers what it was told to send. */
  private static final class FakeLink extends Pace.Link {
    final List<Long> sent = new ArrayList<>();

    @Override
    void send(long requestNumber) {
      sent.add(requestNumber);
    }
  }

  /** Nanoseconds that may differ by a few milliseconds. */
  private static void assertNear(long expectedNs, long ns, double withinMillis) {
    assertEquals((double) expectedNs, (double) ns, withinMillis * MILLI);
  }

  private static List<Long> dueTimes(Load load) {
    Arrivals arrivals = Arrivals.of(load);
    List<Long> due = new ArrayList<>();
    for (long at = arrivals.nextNs(); at != Arrivals.NONE; at = arrivals.nextNs()) {
      due.add(at);
    }
    return due;
  }

  private static OpenPace open(Load load, long startNs) {
    return new OpenPace(
        new LoadRecorder(REQUESTS, load.seconds(), startNs, null),
        Arrivals.of(load),
        startNs,
        2_000 * MILLI);
  }

  private static ClosedPace closed(Load load) {
    return new ClosedPace(new LoadRecorder(REQUESTS, 0.01, 0, null), (Load.Closed) load, 0);
  }

  private static HttpAnswer answer(int status) {
    return new HttpAnswer(status, Map.of(), new byte[0]);
  }

  @Test
  void arrivalsShouldComeAtEqualDistancesWhenTheLoadIsEven() {
    assertEquals(List.of(0L, 250 * MILLI, 500 * MILLI), dueTimes(new Load.Even(4, 3, 1)));
  }

  @Test
  void closedLoopShouldEndWithItsLastRequestWhenTheyAreCounted() {
    ClosedPace pace = closed(Load.closedOf(3, 1));
    FakeLink link = new FakeLink();
    pace.onIdle(link, 0);
    pace.onAnswer(link, answer(204), MILLI);
    pace.onUnreachable("nobody listens", 2 * MILLI);
    pace.onIdle(link, 3 * MILLI);
    assertFalse(pace.isDone());
    pace.onAnswer(link, answer(204), 4 * MILLI);
    pace.onIdle(link, 4 * MILLI);

    LoadResult result = pace.recorder.result(0, 0);
    assertTrue(pace.isDone());
    assertEquals(List.of(0L, 2L), link.sent);
    assertEquals(3, result.sent());
    assertEquals(1, result.failed());
    assertEquals(0.004, result.seconds(), 1e-9);
  }

  @Test
  void arrivalsShouldComeAtTheirRateAndBeTheSameForTheSameSeed() {
    Load load = new Load.Poisson(List.of(new Load.Step(1_000, 10), new Load.Step(5_000, 10)), 1, 7);

    List<Long> due = dueTimes(load);

    long first = due.stream().filter(at -> at < 10_000 * MILLI).count();
    assertEquals(10_000.0, (double) first, 500);
    assertEquals(50_000.0, (double) (due.size() - first), 1_500);
    assertEquals(due, dueTimes(load));
    assertEquals(due.stream().sorted().toList(), due);
  }

  @Test
  void gapsShouldBeExponential() {
    List<Long> due = dueTimes(Load.open(1_000, 50, 1, 3));

    double mean = due.getLast() / (double) due.size();
    double squares = 0;
    for (int i = 1; i < due.size(); i++) {
      squares += Math.pow(due.get(i) - due.get(i - 1) - mean, 2);
    }
    assertEquals(1, Math.sqrt(squares / due.size()) / mean, 0.03);
  }

  @Test
  void latencyShouldCountFromWhenARequestWasDueWhenTheServerStalls() {
    Load load = Load.open(1_000, 1, 1, 5);
    List<Long> due = dueTimes(load);
    OpenPace pace = open(load, 0);
    FakeLink link = new FakeLink();
    pace.onIdle(link, 0);

    // One request is out when the server stops to answer for the whole second.
    long stallEndNs = 1_000 * MILLI;
    for (long now = 0; now < stallEndNs; now += MILLI) {
      pace.onTime(now);
    }
    assertEquals(1, link.sent.size());
    // Then it answers each at once.
    while (link.busy) {
      pace.onAnswer(link, answer(200), stallEndNs);
      pace.onIdle(link, stallEndNs);
    }

    LoadResult result = pace.recorder.result(1, 0);
    assertTrue(pace.isDone());
    assertEquals(due.size(), result.sent());
    assertEquals(due.size(), result.bids());
    assertEquals(due.size() - 1, result.waited());
    // Closed-loop timing would have seen one slow request; in truth half of them took over 0.5 s.
    assertNear(stallEndNs - due.getFirst(), result.latencyNs().getMaxValue(), 2.0);
    assertNear(500 * MILLI, result.latencyNs().getValueAtPercentile(50), 40.0);
    assertTrue(result.late() > 0.85 * due.size());
    assertEquals(result.bids() - result.late(), result.inTimeBids());
  }

  @Test
  void lagShouldBeTheGeneratorsOwnLatenessOnly() {
    Load load = Load.open(100, 0.2, 100, 5);
    List<Long> due = dueTimes(load);
    OpenPace pace = open(load, 0);
    for (int i = 0; i < due.size(); i++) {
      pace.onIdle(new FakeLink(), 0);
    }

    long lateNs = due.getLast() + 3 * MILLI;
    pace.onTime(lateNs);

    LoadResult result = pace.recorder.result(1, 0);
    assertEquals(due.size(), result.lagNs().getTotalCount());
    assertNear(3 * MILLI, result.lagNs().getMinValue(), 0.01);
    assertNear(lateNs - due.getFirst(), result.lagNs().getMaxValue(), 0.2);
    assertEquals(0, result.waited());
  }

  @Test
  void requestsShouldBeGivenUpWhenNoConnectionIsFreeForLong() {
    Load load = Load.open(100, 0.1, 1, 5);
    OpenPace pace = open(load, 0);
    long wakeUpNs = pace.onTime(100 * MILLI);

    assertFalse(pace.isDone());
    assertEquals(Long.MAX_VALUE, pace.onTime(wakeUpNs + 1_000 * MILLI));

    LoadResult result = pace.recorder.result(0.1, 0);
    assertTrue(pace.isDone());
    assertEquals(dueTimes(load).size(), result.failed());
    assertEquals(result.failed(), result.late());
    assertEquals(result.failed(), result.latencyNs().getTotalCount());
  }

  @Test
  void closedLoopShouldSendTheNextWhenTheLastIsAnsweredAndStopInTime() {
    ClosedPace pace = closed(Load.closed(0.01, 1));
    FakeLink link = new FakeLink();
    pace.onIdle(link, 0);
    for (long now = 2 * MILLI; now <= 10 * MILLI; now += 2 * MILLI) {
      pace.onAnswer(link, answer(204), now);
      pace.onIdle(link, now);
    }

    LoadResult result = pace.recorder.result(0.01, 0);
    assertTrue(pace.isDone());
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L), link.sent);
    assertEquals(5, result.noBids());
    assertEquals(2.0 * MILLI, result.latencyNs().getMean(), 0.01 * MILLI);
  }

  @Test
  void answersShouldBeLateByTheirOwnRequestsDeadline() {
    ClosedPace pace = closed(Load.closed(10, 1));
    FakeLink link = new FakeLink();
    pace.onIdle(link, 0);
    // 75 ms: too late for the first, which has 50, not for the second, which has 100.
    pace.onAnswer(link, answer(200), 75 * MILLI);
    pace.onIdle(link, 75 * MILLI);
    pace.onAnswer(link, answer(200), 150 * MILLI);

    LoadResult result = pace.recorder.result(1, 0);
    assertEquals(1, result.late());
    assertEquals(1, result.inTimeBids());
    assertEquals(2, result.bids());
  }
}
