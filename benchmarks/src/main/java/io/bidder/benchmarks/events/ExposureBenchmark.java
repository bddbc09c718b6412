package io.bidder.benchmarks.events;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Budget;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Cap;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.Target;
import io.bidder.bidder.campaign.Targeting;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.exposure.AdCap;
import io.bidder.bidder.exposure.Caps;
import io.bidder.bidder.exposure.Exposures;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
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

/** Counts of what persons were shown: one asked for, and a bill counted for three caps. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--sun-misc-unsafe-memory-access=allow", "-XX:MaxDirectMemorySize=4g"})
public class ExposureBenchmark {
  private static final long NOW = 1_800_000_000_000L;
  private static final int BILLS = 1 << 16;

  /** Persons, each of whom was shown the ad. */
  @Param({"100000", "3000000"})
  private int people;

  private final Exposures exposures =
      new Exposures(
          ServerConfig.load(null, List.of("caps.maxCounts=100000000")).caps(),
          () -> {
            throw new IllegalStateException("full");
          });

  private final Caps caps =
      new Caps(exposures, control -> exposures.on(new Event(BidId.NONE, NOW, NOW, control), 0));
  private final SplittableRandom random = new SplittableRandom(24);
  private final Event[] bills = new Event[BILLS];
  private AdCap[] ofCampaign = {};
  private int next;

  /** Counts each person's bill once. */
  @Setup
  public void fill() {
    caps.use(new CampaignIndex(new Catalogue(List.of(campaign()))));
    ofCampaign = caps.ofCampaign(0);
    for (int i = 0; i < people; i++) {
      exposures.on(bill(i), i);
    }
    for (int i = 0; i < BILLS; i++) {
      bills[i] = bill(random.nextInt(people));
    }
    System.out.printf(
        "%,d counts of %.1f bytes%n",
        exposures.size(), (double) exposures.bytes() / exposures.size());
  }

  private static Campaign campaign() {
    return new Campaign(
        "c",
        new Advertiser("shop", "shop.example", List.of(), 1, "seat"),
        null,
        null,
        null,
        new Economics("USD", 1_000_000, 1, 0, Long.MAX_VALUE),
        Budget.NONE,
        Target.NONE,
        Targeting.everywhere(),
        List.of(),
        true,
        List.of(
            new Cap(3, Cap.Per.DAY, Cap.Window.SLIDING, Cap.WithoutId.BID),
            new Cap(9, Cap.Per.WEEK, Cap.Window.CALENDAR, Cap.WithoutId.BID),
            new Cap(50, Cap.Per.FLIGHT, Cap.Window.SLIDING, Cap.WithoutId.BID)),
        Map.of(),
        List.of());
  }

  private static long person(int number) {
    return new SplittableRandom(number).nextLong();
  }

  private static Event bill(int number) {
    byte[] hash = ByteBuffer.allocate(16).putLong(person(number)).array();
    Subject subject =
        new Subject("acme", "shop", "c", "ad", 1, "USD", "m", HexFormat.of().formatHex(hash));
    return new Event(new BidId(1, number), NOW, NOW, new Happening.Billed(subject, 1, 0));
  }

  /** The count of one of the caps for a person who was shown the ad. */
  @Benchmark
  public int count() {
    next = next + 1 == ofCampaign.length ? 0 : next + 1;
    return caps.count(ofCampaign[next], person(random.nextInt(people)), NOW);
  }

  /** The count of one of the caps for a person who was not. */
  @Benchmark
  public int countOfNobody() {
    next = next + 1 == ofCampaign.length ? 0 : next + 1;
    return caps.count(ofCampaign[next], random.nextLong(), NOW);
  }

  /** A bill that counts for three caps. */
  @Benchmark
  public long bill() {
    next = (next + 1) % BILLS;
    exposures.on(bills[next], next);
    return exposures.size();
  }
}
