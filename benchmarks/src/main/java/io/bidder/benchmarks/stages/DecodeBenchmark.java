package io.bidder.benchmarks.stages;

import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.ExtraPaths;
import io.bidder.bidder.openrtb.reader.BidRequestReader;
import io.bidder.market.traffic.MadeRequests;
import io.bidder.market.traffic.RequestMix;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * JSON to a request. Each call is another one of {@value MeasuredPath#REQUESTS}, some 2 KB each.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
public class DecodeBenchmark {
  private final List<byte[]> bodies =
      MadeRequests.bodies(RequestMix.ONE_BANNER, MeasuredPath.REQUESTS, 3);
  private final BidRequestReader reader = new BidRequestReader();
  private final BidRequest request = new BidRequest();
  private int next;

  /** Everything that a request has a place for. */
  @Benchmark
  public BidRequest decode() {
    byte[] body = bodies.get(next);
    next = next + 1 == MeasuredPath.REQUESTS ? 0 : next + 1;
    String problem = reader.read(body, 0, body.length, ExtraPaths.none(), request);
    if (problem != null) {
      throw new IllegalStateException(problem);
    }
    return request;
  }
}
