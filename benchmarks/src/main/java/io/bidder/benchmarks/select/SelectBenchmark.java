package io.bidder.benchmarks.select;

import io.bidder.benchmarks.subject.Catalogues;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.campaign.index.Selector;
import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.exposure.AdCap;
import io.bidder.bidder.exposure.Caps;
import io.bidder.bidder.exposure.Exposures;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.ExtraPaths;
import io.bidder.bidder.openrtb.reader.BidRequestReader;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import io.bidder.market.traffic.MadeCatalogue;
import io.bidder.market.traffic.MadeRequests;
import io.bidder.market.traffic.RequestMix;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
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
 * Finding every ad that may bid for an impression, with all that it takes to fill the candidates,
 * and holding its caps against what the person was shown. Each call is another of {@value
 * #REQUESTS} requests; the p0.50 line is the median of single calls. {@code ./run jmh
 * SelectBenchmark} runs it.
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

  private static final int PERSONS = 100_000;
  private static final int BILLS = 1_000_000;

  static final long NOW_MILLIS =
      MadeCatalogue.TODAY.atTime(12, 0).toInstant(ZoneOffset.UTC).toEpochMilli();

  @Param({"100", "1000", "10000", "100000"})
  public int campaigns;

  /** Whether campaigns have budgets and three caps each, and whom requests are of. */
  @Param({"none", "stranger", "known"})
  public String caps = "none";

  private List<BidRequest> requests = List.of();
  private Selector selector = new Selector(new CampaignIndex(Catalogues.dsp(1, 1)));
  private final Candidates candidates = new Candidates();
  private final SplittableRandom random = new SplittableRandom(3);
  private final Exposures exposures =
      new Exposures(
          ServerConfig.load(null, List.of()).caps(),
          () -> {
            throw new IllegalStateException("full");
          });
  private final Caps held =
      new Caps(
          exposures,
          control -> exposures.on(new Event(BidId.NONE, NOW_MILLIS, NOW_MILLIS, control), 0));
  private int next;

  /** Makes the catalogue, its index and the requests. */
  @Setup
  public void setUp() {
    requests = requests(REQUESTS, 2);
    if (caps.equals("none")) {
      selector = new Selector(new CampaignIndex(Catalogues.dsp(campaigns, 1)));
      return;
    }
    CampaignIndex index = new CampaignIndex(Catalogues.dspWithMoney(campaigns, 1));
    selector = new Selector(index);
    held.use(index);
    for (int i = 0; i < BILLS; i++) {
      Campaign campaign = index.campaign(random.nextInt(index.campaignCount()));
      exposures.on(bill(random.nextInt(PERSONS), campaign.id()), i);
    }
  }

  private static long person(int number) {
    return new SplittableRandom(number).nextLong();
  }

  private static Event bill(int person, String campaign) {
    String hash = "%016x%016x".formatted(person(person), 0);
    Subject subject = new Subject("acme", "a", campaign, "ad", 1, "USD", "m", hash);
    return new Event(new BidId(1, 1), NOW_MILLIS, NOW_MILLIS, new Happening.Billed(subject, 1, 0));
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
    if (!caps.equals("none")) {
      long person = caps.equals("known") ? person(random.nextInt(PERSONS)) : random.nextLong();
      holdCaps(person);
    }
    return candidates;
  }

  /** As the bid path does it. */
  private void holdCaps(long person) {
    if (!held.mayHaveShown(person)) {
      return;
    }
    int kept = 0;
    for (int i = 0; i < candidates.size(); i++) {
      Candidate ad = candidates.get(i);
      if (!held.mayHaveShown(person, ad.campaignSlot, ad.creativeSlot)
          || allows(held.ofCampaign(ad.campaignSlot), person)) {
        candidates.swap(kept++, i);
      }
    }
    candidates.truncate(kept);
  }

  private boolean allows(AdCap[] caps, long person) {
    for (AdCap cap : caps) {
      if (held.count(cap, person, NOW_MILLIS) >= cap.cap().impressions()) {
        return false;
      }
    }
    return true;
  }
}
