package io.bidder.benchmarks.select;

import io.bidder.benchmarks.subject.Catalogues;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.campaign.index.Selector;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.ExtraPaths;
import io.bidder.bidder.openrtb.reader.BidRequestReader;
import io.bidder.market.traffic.MadeCatalogue;
import io.bidder.market.traffic.MadeRequests;
import io.bidder.market.traffic.RequestMix;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Finding every ad that may bid for an impression, with all that it takes to fill the candidates.
 * Each call is another of {@value #REQUESTS} requests; the p0.50 line is the median of single
 * calls. {@code ./run jmh SelectBenchmark} runs it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 3)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx3g", "-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow"})
public class SelectBenchmark {
  static final int REQUESTS = 2_000;

  static final long NOW_MILLIS =
      MadeCatalogue.TODAY.atTime(12, 0).toInstant(ZoneOffset.UTC).toEpochMilli();

  @Param({"100", "1000", "10000", "100000"})
  public int campaigns;

  private List<BidRequest> requests = List.of();
  private Selector selector = new Selector(new CampaignIndex(Catalogues.dsp(1, 1)));
  private final Candidates candidates = new Candidates();
  private int next;

  /** Makes the catalogue, its index and the requests. */
  @Setup
  public void setUp() {
    selector = new Selector(new CampaignIndex(Catalogues.dsp(campaigns, 1)));
    requests = requests(REQUESTS, 2);
  }

  static List<BidRequest> requests(int count, long seed) {
    BidRequestReader reader = new BidRequestReader();
    List<BidRequest> requests = new ArrayList<>(count);
    for (byte[] body : MadeRequests.bodies(RequestMix.EXCHANGE, count, seed)) {
      BidRequest request = new BidRequest();
      String problem = reader.read(body, 0, body.length, ExtraPaths.none(), request);
      if (problem != null) {
        throw new IllegalStateException(problem);
      }
      requests.add(request);
    }
    return requests;
  }

  /** One impression. */
  @Benchmark
  public Candidates select() {
    BidRequest request = requests.get(next);
    next = next + 1 == REQUESTS ? 0 : next + 1;
    selector.begin(request, "default", NOW_MILLIS);
    selector.select(request.imps.get(0), candidates);
    return candidates;
  }
}
