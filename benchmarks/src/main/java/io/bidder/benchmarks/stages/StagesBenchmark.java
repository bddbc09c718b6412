package io.bidder.benchmarks.stages;

import io.bidder.bidder.bid.BidPathStages;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The stages that grow with the candidates: each after selection, repeated for requests that were
 * taken so far, and all stages one after the other, from bytes to bytes, as the server takes them.
 * One impression a request.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
public class StagesBenchmark {
  /** Requests that single stages take turns with. */
  private static final int KEPT = 64;

  @Param({"1", "8", "32", "128"})
  public int candidates;

  /** A model store; the demo's if empty. */
  @Param("")
  public String store = "";

  private @Nullable MeasuredPath setting;
  private int next;

  /** Opens the model and takes every request down the path. */
  @Setup
  public void setUp() {
    MeasuredPath made = new MeasuredPath(MeasuredPath.storeOrDemo(store), candidates);
    for (int i = 0; i < KEPT; i++) {
      made.path.keep(made.bodies.get(i));
    }
    setting = made;
  }

  /** Frees the model. */
  @TearDown
  public void tearDown() {
    setting().close();
  }

  private MeasuredPath setting() {
    if (setting == null) {
      throw new IllegalStateException("not set up");
    }
    return setting;
  }

  private BidPathStages kept() {
    BidPathStages path = setting().path;
    next = next + 1 == KEPT ? 0 : next + 1;
    path.use(next);
    return path;
  }

  /** Candidates to ids and numbers. */
  @Benchmark
  public int encode() {
    return kept().encode();
  }

  /** Rows to probabilities, embeddings gathered. */
  @Benchmark
  public float[] score() {
    return kept().score();
  }

  /** Probabilities to prices and a winner. */
  @Benchmark
  public void price() {
    kept().price();
  }

  /** A winner to JSON. */
  @Benchmark
  public void respond() {
    kept().respond();
  }

  /** Bytes to bytes. */
  @Benchmark
  public int wholePath() {
    MeasuredPath now = setting();
    next = next + 1 == MeasuredPath.REQUESTS ? 0 : next + 1;
    return now.path.bid(now.bodies.get(next));
  }
}
