package io.bidder.benchmarks.json;

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
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * JSON libraries beside the reader of our own: they find {@link FewFields}, ours everything that a
 * request has a place for, and holds all of it to the grammar. Each call is another request, some 2
 * KB each.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {"--sun-misc-unsafe-memory-access=allow", "--add-modules=jdk.incubator.vector"})
public class JsonBenchmark {
  private static final int REQUESTS = 500;

  private final List<byte[]> bodies = MadeRequests.bodies(RequestMix.ONE_BANNER, REQUESTS, 3);
  private final BidRequestReader reader = new BidRequestReader();
  private final BidRequest request = new BidRequest();
  private final JacksonReader jacksonReader = new JacksonReader();
  private final SimdjsonReader simdjsonReader = new SimdjsonReader();
  private int next;

  /** All must find the same. */
  @Setup
  public void check() {
    for (byte[] body : bodies) {
      FewFields expected = FewFields.of(read(body));
      check(expected, jacksonReader.read(body));
      check(expected, FastjsonReader.read(body));
      check(expected, simdjsonReader.read(body));
    }
  }

  private static void check(FewFields expected, FewFields found) {
    if (!found.equals(expected)) {
      throw new IllegalStateException(found + " was found, expected " + expected);
    }
  }

  private byte[] body() {
    byte[] body = bodies.get(next);
    next = next + 1 == REQUESTS ? 0 : next + 1;
    return body;
  }

  private BidRequest read(byte[] body) {
    String problem = reader.read(body, 0, body.length, ExtraPaths.none(), request);
    if (problem != null) {
      throw new IllegalStateException(problem);
    }
    return request;
  }

  @Benchmark
  public BidRequest ours() {
    return read(body());
  }

  @Benchmark
  public FewFields jackson() {
    return jacksonReader.read(body());
  }

  @Benchmark
  public FewFields fastjson2() {
    return FastjsonReader.read(body());
  }

  @Benchmark
  public FewFields simdjson() {
    return simdjsonReader.read(body());
  }
}
