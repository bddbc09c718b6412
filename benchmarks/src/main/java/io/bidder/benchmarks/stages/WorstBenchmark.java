package io.bidder.benchmarks.stages;

import io.bidder.benchmarks.subject.Catalogues;
import io.bidder.bidder.bid.BidPathStages;
import io.bidder.market.traffic.CatalogueMix;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.serving.ServedModel;
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
 * The worst requests from bytes to bytes, among many campaigns with little targeting, of which most
 * may bid. {@code ./run jmh WorstBenchmark} runs it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx4g", "-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow"})
public class WorstBenchmark {
  /** A Monday morning. */
  private static final long NOW_MILLIS = 1_700_470_800_000L;

  private static final int CANDIDATE_CAP = 64;

  @Param public WorstRequest request = WorstRequest.SMALL_IMPS;

  @Param("50000")
  public int campaigns;

  private byte[] body = {};
  private @Nullable ServedModel model;
  private @Nullable BidPathStages path;

  /** Opens the model and makes the catalogue. */
  @Setup
  public void setUp() {
    ScoringModel opened = MeasuredPath.open(MeasuredPath.storeOrDemo(""));
    model = new ServedModel(opened, 1);
    path =
        new BidPathStages(
            model, Catalogues.of(CatalogueMix.EAGER, campaigns, 1), CANDIDATE_CAP, NOW_MILLIS);
    body = request.body();
  }

  /** Frees the model. */
  @TearDown
  public void tearDown() {
    if (path != null && model != null) {
      path.close();
      model.close();
    }
  }

  /** All stages. */
  @Benchmark
  public int bid() {
    return path == null ? 0 : path.bid(body);
  }
}
