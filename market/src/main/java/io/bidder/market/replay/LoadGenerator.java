package io.bidder.market.replay;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests over some connections, each with a thread of its own.
 *
 * <p>Open loop: request {@code i} is meant to be sent {@code i / rate} seconds after the start,
 * whatever became of those before it, and its latency counts from then; a request that finds every
 * connection waiting for an answer so counts the time until one is free. Closed loop, without a
 * rate: each connection sends its next request when the last is answered.
 */
final class LoadGenerator {
  private static final double NS_PER_SECOND = 1e9;
  private static final int HISTOGRAM_DIGITS = 3;

  private final URI target;
  private final Function<RecordedRequest, String> pathOf;
  private final int connections;
  private final double ratePerSecond;
  private final int limitMillis;

  /**
   * A generator that has sent nothing yet.
   *
   * @param pathOf the path and query that a request is posted to
   * @param ratePerSecond 0 for a closed loop
   * @param limitMillis how long an answer is waited for
   */
  LoadGenerator(
      URI target,
      Function<RecordedRequest, String> pathOf,
      int connections,
      double ratePerSecond,
      int limitMillis) {
    this.target = target;
    this.pathOf = pathOf;
    this.connections = connections;
    this.ratePerSecond = ratePerSecond;
    this.limitMillis = limitMillis;
  }

  /** What takes the answers of one connection, on its thread. */
  @FunctionalInterface
  interface Answers {
    /**
     * Takes an answer, or what came instead.
     *
     * @param index of the request, counted through all repeats
     * @param answer null where there is none
     * @param failure why there is none, otherwise empty
     * @param latencyNs until now, from when the request was meant to be sent
     */
    void take(
        long index,
        RecordedRequest request,
        @Nullable HttpAnswer answer,
        String failure,
        long latencyNs);
  }

  /**
   * How the sending went.
   *
   * @param lagNs by how much idle connections sent late: the generator's own fault, which the
   *     latencies include; empty in a closed loop
   * @param waited requests that found no idle connection
   * @param reopened connections that the server closed while they were kept alive
   */
  record Sending(double seconds, Histogram lagNs, long waited, long reopened) {}

  /**
   * Sends every request {@code repeat} times over and returns when all are answered.
   *
   * @param answers makes what takes the answers of a connection; called for each
   * @throws ReplayInputException if the server cannot be reached at the start
   */
  Sending run(List<RecordedRequest> requests, int repeat, Supplier<Answers> answers) {
    List<Sender> senders = new ArrayList<>();
    AtomicLong next = new AtomicLong();
    for (int i = 0; i < connections; i++) {
      senders.add(new Sender(requests, (long) requests.size() * repeat, next, answers.get()));
    }
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            connections, Thread.ofPlatform().name("replay-", 0).daemon().factory())) {
      try {
        for (Sender sender : senders) {
          sender.connection.open();
        }
        long startNs = System.nanoTime();
        List<Future<?>> running = new ArrayList<>();
        for (Sender sender : senders) {
          running.add(threads.submit(() -> sender.send(startNs)));
        }
        for (Future<?> future : running) {
          future.get();
        }
        return sending(senders, (System.nanoTime() - startNs) / NS_PER_SECOND);
      } catch (IOException e) {
        throw new ReplayInputException(
            target + ": no server can be reached there (" + e.getMessage() + ")");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        threads.shutdownNow();
        throw new IllegalStateException("interrupted while sending", e);
      } catch (ExecutionException e) {
        threads.shutdownNow();
        throw e.getCause() instanceof RuntimeException cause
            ? cause
            : new IllegalStateException(e.getCause());
      } finally {
        senders.forEach(Sender::close);
      }
    }
  }

  private static Sending sending(List<Sender> senders, double seconds) {
    Histogram lagNs = new Histogram(HISTOGRAM_DIGITS);
    long waited = 0;
    long reopened = 0;
    for (Sender sender : senders) {
      lagNs.add(sender.lagNs);
      waited += sender.waited;
      reopened += sender.connection.reopened();
    }
    return new Sending(seconds, lagNs, waited, reopened);
  }

  /** One connection and its thread's figures. */
  private final class Sender {
    private final List<RecordedRequest> requests;
    private final long total;
    private final AtomicLong next;
    private final Answers answers;
    private final HttpConnection connection = new HttpConnection(target, limitMillis);
    private final Histogram lagNs = new Histogram(HISTOGRAM_DIGITS);
    private long waited;

    Sender(List<RecordedRequest> requests, long total, AtomicLong next, Answers answers) {
      this.requests = requests;
      this.total = total;
      this.next = next;
      this.answers = answers;
    }

    void send(long startNs) {
      try {
        sendAll(startNs);
      } finally {
        // If this connection ends for a failure of ours, the others need not go on.
        next.set(total);
      }
    }

    private void sendAll(long startNs) {
      for (long index = next.getAndIncrement();
          index < total && !Thread.currentThread().isInterrupted();
          index = next.getAndIncrement()) {
        RecordedRequest request = requests.get((int) (index % requests.size()));
        String path = pathOf.apply(request);
        long fromNs = ratePerSecond > 0 ? awaitTurn(startNs, index) : System.nanoTime();
        HttpAnswer answer = null;
        String failure = "";
        try {
          answer = connection.post(path, request.body());
        } catch (IOException e) {
          failure = e.getMessage() == null ? e.toString() : e.getMessage();
        }
        answers.take(index, request, answer, failure, System.nanoTime() - fromNs);
      }
    }

    /** Waits until the request is due and returns when that was. */
    private long awaitTurn(long startNs, long index) {
      long dueNs = startNs + (long) (index / ratePerSecond * NS_PER_SECOND);
      long leftNs = dueNs - System.nanoTime();
      if (leftNs <= 0 && index >= connections) {
        waited++;
        return dueNs;
      }
      while (leftNs > 0 && !Thread.currentThread().isInterrupted()) {
        LockSupport.parkNanos(leftNs);
        leftNs = dueNs - System.nanoTime();
      }
      lagNs.recordValue(Math.max(0, -leftNs));
      return dueNs;
    }

    void close() {
      try {
        connection.close();
      } catch (IOException e) {
        // All was answered or counted as an error before.
      }
    }
  }
}
