package io.bidder.bidder.admin;

import io.bidder.bidder.config.AdminConfig;
import io.bidder.bidder.config.ExplainConfig;
import io.bidder.settings.scheduling.Scheduling;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The requests to explain, one after the other. A request takes a seat before its body is read, so
 * that there is never more than seats' of them. Safe from any thread.
 */
final class Explanations implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Explanations.class.getName());
  private static final int UNAVAILABLE = 503;
  private static final int FAILED = 500;

  /** The thread ends, and what it explained with is freed, when nobody has asked for so long. */
  private static final int KEPT_SECONDS = 10;

  private final ExplainHandler handler;
  private final ExplainConfig config;
  private final long mostNs;
  private final AdminEvents events;
  private final AtomicInteger seatsTaken = new AtomicInteger();
  private final ThreadPoolExecutor thread;

  Explanations(ExplainHandler handler, AdminConfig admin, AdminEvents events) {
    this.handler = handler;
    config = admin.explain();
    mostNs = config.timeout().plus(admin.writeTimeout()).toNanos();
    this.events = events;
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            KEPT_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task ->
                Thread.ofPlatform()
                    .name("admin-explain")
                    .daemon(true)
                    .unstarted(() -> {
                      Scheduling.giveWay();
                      task.run();
                    }));
    thread.allowCoreThreadTimeOut(true);
  }

  /** Takes a seat, unless all are taken. */
  boolean tryEnter() {
    if (seatsTaken.incrementAndGet() <= 1 + config.maxWaiting()) {
      return true;
    }
    seatsTaken.decrementAndGet();
    events.limitReached(AdminLimit.EXPLAIN_WAITING);
    return false;
  }

  /** Gives a seat back. */
  void leave() {
    seatsTaken.decrementAndGet();
  }

  /** The time that a request whose turn it is may take, its sending included. */
  long mostNs() {
    return mostNs;
  }

  /**
   * Explains a request when it is its turn, and gives its seat back.
   *
   * @param answers makes the answer, then
   */
  void submit(byte[] body, Map<String, String> parameters, Answers answers) {
    long sinceNs = System.nanoTime();
    thread.execute(() -> {
      try {
        long nowNs = System.nanoTime();
        explain(body, parameters, answers.begin(nowNs + mostNs), nowNs - sinceNs);
      } finally {
        leave();
      }
    });
  }

  /** Makes the answer of a request whose turn it is. */
  @FunctionalInterface
  interface Answers {
    /** Makes it, to be sent by a time of {@link System#nanoTime}. */
    AnswerStream begin(long untilNs);
  }

  private void explain(
      byte[] body, Map<String, String> parameters, AnswerStream answer, long waitedNs) {
    try {
      if (waitedNs > mostNs) {
        events.limitReached(AdminLimit.EXPLAIN_WAITING);
        problem(answer, UNAVAILABLE, "others took too long: ask again");
      } else {
        handler.explain(body, parameters, answer::begin);
      }
    } catch (IOException e) {
      answer.cut();
    } catch (Throwable e) {
      events.failed(AdminParts.THREAD);
      LOG.log(Level.ERROR, "a request could not be explained", e);
      fail(answer);
    }
  }

  private static void fail(AnswerStream answer) {
    try {
      if (answer.isBegun()) {
        answer.cut();
      } else {
        problem(answer, FAILED, "an internal error: see the log");
      }
    } catch (IOException e) {
      answer.cut();
    }
  }

  private static void problem(AnswerStream answer, int status, String text) throws IOException {
    try (var out = answer.begin(status)) {
      out.write(("{\"error\": \"" + text + "\"}\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
