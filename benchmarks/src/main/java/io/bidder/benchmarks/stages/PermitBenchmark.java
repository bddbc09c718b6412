package io.bidder.benchmarks.stages;

import com.iab.gpp.encoder.GppModel;
import com.iabtcf.encoder.TCStringEncoder;
import com.iabtcf.utils.BitSetIntIterable;
import io.bidder.bidder.config.PrivacyConfig;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.ExtraPaths;
import io.bidder.bidder.privacy.Permissions;
import io.bidder.bidder.privacy.PrivacyRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
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
 * What a request's privacy signals leave of it: with strings that were seen lately, and with as
 * many that none is. Each string of Europe's framework tells of 1,100 vendors.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PermitBenchmark {
  private static final int VENDOR = 755;
  private static final int VENDORS = 1100;
  private static final int FEW = 128;
  private static final int MANY = 8192;

  /** What the requests carry. */
  @Param({"nothing", "consent", "gpp"})
  private String signal = "";

  private final List<String> strings = new ArrayList<>();
  private final BidRequest request = new BidRequest();
  private final PrivacyRules rules =
      new PrivacyRules(new PrivacyConfig(VENDOR, Set.of(1, 2, 3, 4, 7, 10), Set.of(), Set.of()));

  private int next;

  @Setup
  public void make() {
    Random random = new Random(1);
    for (int i = 0; i < MANY; i++) {
      strings.add(
          switch (signal) {
            case "consent" -> consent(random);
            case "gpp" -> gpp(i);
            default -> "";
          });
    }
  }

  private static String consent(Random random) {
    BitSetIntIterable.Builder vendors = BitSetIntIterable.newBuilder().add(VENDOR).add(VENDORS);
    BitSetIntIterable.Builder interests = BitSetIntIterable.newBuilder().add(VENDORS);
    for (int id = 1; id < VENDORS; id++) {
      if (random.nextBoolean()) {
        vendors.add(id);
      }
      if (random.nextBoolean()) {
        interests.add(id);
      }
    }
    BitSetIntIterable.Builder purposes = BitSetIntIterable.newBuilder();
    for (int id = 1; id <= 11; id++) {
      purposes.add(id);
    }
    Instant day = Instant.parse("2026-03-01T00:00:00Z");
    return TCStringEncoder.newBuilder()
        .version(2)
        .tcfPolicyVersion(4)
        .created(day)
        .lastUpdated(day)
        .cmpId(1)
        .cmpVersion(1)
        .consentScreen(1)
        .consentLanguage("EN")
        .vendorListVersion(1)
        .isServiceSpecific(true)
        .publisherCC("DE")
        .addPurposesConsent(purposes.build())
        .addVendorConsent(vendors.build())
        .addVendorLegitimateInterest(interests.build())
        .encode();
  }

  /** One of sixteen sections with one of a few thousand contents. */
  private static String gpp(int number) {
    GppModel model = new GppModel();
    List<Integer> sensitive = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      sensitive.add(number >> i & 1);
    }
    model.setFieldValue("usnat", "SensitiveDataProcessing", sensitive);
    return model.encode();
  }

  private Permissions permit(int of) {
    request.clear();
    request.user.id.set("u1");
    request.device.ip.set("203.0.113.77");
    String string = strings.get(next);
    next = next + 1 < of ? next + 1 : 0;
    if (signal.equals("consent")) {
      request.regs.gdpr = 1;
      request.user.consent.set(string);
    } else {
      request.regs.gpp.set(string);
    }
    return rules.permit(request, ExtraPaths.none());
  }

  /** A string that was seen lately. */
  @Benchmark
  public Permissions known() {
    return permit(FEW);
  }

  /** A string that was not seen, or is forgotten. */
  @Benchmark
  public Permissions unknown() {
    return permit(MANY);
  }
}
