package io.bidder.modelstore.scoring;

import static io.bidder.modelstore.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.calibration.CalibrationMap;
import io.bidder.modelstore.calibration.Calibrations;
import io.bidder.modelstore.calibration.CampaignOffsets;
import io.bidder.modelstore.runtime.NativeCounts;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureEncoder;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.schema.RawValues;
import io.bidder.modelstore.schema.Side;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Offsets of campaigns against what they are by hand, on every way that rows are scored. */
class CampaignOffsetsTest {
  private static final int BUCKETS = 10;
  private static final int ROWS = 300;

  /** The network's schema with a campaign in the creative's place. */
  private static final FeatureSchema SCHEMA = schema(Side.CANDIDATE);

  private static final Map<Head, CalibrationMap> MAPS =
      Map.of(
          Head.CTR,
          CalibrationMap.of(new double[] {0.01, 0.1, 0.5}, new double[] {0.02, 0.08, 0.6}),
          Head.CTCVR,
          CalibrationMap.of(new double[] {0.001, 0.1}, new double[] {0.002, 0.2}));

  @TempDir Path directory;
  private int versions;

  private static FeatureSchema schema(Side side) {
    List<Feature> features = new ArrayList<>(MlpFixture.SCHEMA.features());
    features.removeLast();
    features.add(new Feature.Categorical("creative", "campaign.id", side, BUCKETS));
    return FeatureSchema.of(features);
  }

  private VersionFixture version(Calibrations calibrations) throws IOException {
    return new MlpFixture(7)
        .writeSplit(directory.resolve("v" + versions++))
        .withSchema(SCHEMA)
        .withCalibrations(calibrations);
  }

  /** The id of a campaign in a row, as a bidder would encode it. */
  private static int idOf(String campaign) {
    RawValues raw = new RawValues(SCHEMA);
    raw.putText(raw.source("campaign.id"), campaign);
    EncodedRows row = new EncodedRows(SCHEMA, 1);
    new FeatureEncoder(SCHEMA).encode(raw, row, 0);
    return row.ids()[SCHEMA.slotCount() - 1];
  }

  private static Map<String, CampaignOffsets> campaigns(Random random, int count) {
    Map<String, CampaignOffsets> campaigns = new HashMap<>();
    while (campaigns.size() < count) {
      campaigns.put(
          "c" + random.nextInt(1000), new CampaignOffsets(offset(random), offset(random)));
    }
    return campaigns;
  }

  private static double offset(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> 0;
      case 1 -> random.nextBoolean() ? 4 : -4;
      default -> random.nextDouble(-2, 2);
    };
  }

  /** The offsets of each id that one campaign alone has. */
  private static Map<Integer, CampaignOffsets> byId(Map<String, CampaignOffsets> campaigns) {
    Map<Integer, CampaignOffsets> byId = new HashMap<>();
    Set<Integer> shared = new HashSet<>();
    campaigns.forEach((campaign, offsets) -> {
      if (byId.put(idOf(campaign), offsets) != null) {
        shared.add(idOf(campaign));
      }
    });
    byId.keySet().removeAll(shared);
    return byId;
  }

  private static double shifted(double probability, double offset) {
    double logit = Math.log(probability / (1 - probability));
    return CalibrationMap.clamp(1 / (1 + Math.exp(-(logit + offset))));
  }

  private static ImpRows imps(Random random) {
    ImpRows imps = new ImpRows(ROWS);
    for (int row = 0; row < ROWS; row += 1 + random.nextInt(20)) {
      imps.add(row);
    }
    return imps;
  }

  @Test
  void scoreShouldShiftEachCampaignsLogitsWhenSplitOrWholeAndByRowsOrImpressions()
      throws IOException {
    CampaignOffsets none = new CampaignOffsets(0, 0);
    int shared = 0;
    int shiftedRows = 0;
    for (int seed = 0; seed < 12; seed++) {
      Random random = new Random(seed);
      Map<String, CampaignOffsets> campaigns = campaigns(random, 1 + seed);
      Map<Integer, CampaignOffsets> byId = byId(campaigns);
      shared += campaigns.size() > byId.size() ? 1 : 0;
      EncodedRows rows = MlpFixture.rows(ROWS, seed);
      ImpRows imps = imps(random);
      VersionFixture plain = version(new Calibrations(MAPS));
      VersionFixture offset = version(new Calibrations(MAPS, campaigns));
      for (boolean split : new boolean[] {true, false}) {
        for (boolean byImp : new boolean[] {true, false}) {
          ScoringOptions options =
              ScoringOptions.defaults().withBatchBuckets(List.of(1, 4, 8)).withSplit(split);
          Predictions before = scored(plain, options, rows, byImp ? imps : null);
          Predictions after = scored(offset, options, rows, byImp ? imps : null);
          for (int row = 0; row < after.size(); row++) {
            int id =
                rows.ids()[(byImp ? row : row + 3) * SCHEMA.slotCount() + SCHEMA.slotCount() - 1];
            CampaignOffsets of = byId.getOrDefault(id, none);
            shiftedRows += of.equals(none) ? 0 : 1;
            double ctr =
                shifted(
                    CalibrationMap.clamp(
                        new Calibrations(MAPS).of(Head.CTR).apply(before.rawCtr()[row])),
                    of.ctr());
            double ctcvr =
                shifted(
                    new Calibrations(MAPS).of(Head.CTCVR).apply(before.rawCtcvr()[row]),
                    of.ctcvr());
            assertEquals(before.rawCtr()[row], after.rawCtr()[row]);
            assertEquals(before.rawCtcvr()[row], after.rawCtcvr()[row]);
            assertEquals(ctr, after.ctr()[row], 1e-6 * ctr);
            assertEquals(Math.min(ctr, ctcvr), after.ctcvr()[row], 1e-6 * ctcvr);
            assertTrue(after.ctcvr()[row] <= after.ctr()[row]);
            assertEquals(after.ctcvr()[row] / after.ctr()[row], after.cvr()[row], 1e-6);
          }
        }
      }
    }
    assertTrue(shared > 3 && shiftedRows > 1000, shared + " " + shiftedRows);
  }

  /** Rows 3 and up by themselves, or all as those of impressions. */
  private static Predictions scored(
      VersionFixture fixture, ScoringOptions options, EncodedRows rows, @Nullable ImpRows imps) {
    Predictions out = new Predictions(ROWS);
    try (ScoringModel model = ScoringModel.open(fixture.version(), options);
        ScoringWorker worker = model.newWorker()) {
      if (imps == null) {
        worker.score(rows, 3, ROWS - 3, out);
      } else {
        worker.score(rows, imps, out);
      }
    }
    return out;
  }

  @Test
  void scoreShouldLeaveRowsAloneWhenTheirCampaignIsMissing() throws IOException {
    Map<String, CampaignOffsets> campaigns = campaigns(new Random(1), 30);
    EncodedRows rows = MlpFixture.rows(ROWS, 1);
    for (int row = 0; row < ROWS; row++) {
      rows.ids()[row * SCHEMA.slotCount() + SCHEMA.slotCount() - 1] = 0;
    }
    ScoringOptions options = ScoringOptions.defaults();
    Predictions before = scored(version(new Calibrations(MAPS)), options, rows, null);
    Predictions after = scored(version(new Calibrations(MAPS, campaigns)), options, rows, null);
    assertEquals(
        Arrays.hashCode(before.ctr()), Arrays.hashCode(after.ctr()), "rows without a campaign");
  }

  @Test
  void scoreShouldAllocateNothingWhenCampaignsHaveOffsets() throws IOException {
    VersionFixture fixture = version(new Calibrations(MAPS, campaigns(new Random(2), 8)));
    EncodedRows rows = MlpFixture.rows(ROWS, 2);
    ImpRows imps = imps(new Random(3));
    Predictions out = new Predictions(ROWS);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (ScoringModel model = ScoringModel.open(fixture.version(), ScoringOptions.defaults());
        ScoringWorker worker = model.newWorker()) {
      worker.warmUp();
      long[] bytes = new long[6];
      for (int round = 0; round < bytes.length; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int call = 0; call < 300; call++) {
          worker.score(rows, imps, out);
        }
        bytes[round] = (threads.getCurrentThreadAllocatedBytes() - before) / 300;
      }
      // Nothing is: a margin for what the JVM does in the thread.
      assertTrue(
          Arrays.stream(bytes).min().orElseThrow() <= 32,
          "bytes a call: " + Arrays.toString(bytes));
    }
  }

  @Test
  void openShouldRefuseCampaignsWhenNoFeatureTellsThem() throws IOException {
    Map<String, CampaignOffsets> campaigns = Map.of("a", new CampaignOffsets(0.1, 0.1));
    long sessions = NativeCounts.openSessions();
    VersionFixture fixture = version(new Calibrations(MAPS, campaigns));
    for (FeatureSchema other : List.of(MlpFixture.SCHEMA, schema(Side.REQUEST))) {
      assertFails(
          InvalidVersionException.class,
          () ->
              ScoringModel.open(fixture.withSchema(other).version(), ScoringOptions.defaults())
                  .close(),
          Calibrations.FILE,
          "has campaigns, expected a categorical feature of side candidate with source"
              + " campaign.id");
    }
    assertEquals(sessions, NativeCounts.openSessions());
  }
}
