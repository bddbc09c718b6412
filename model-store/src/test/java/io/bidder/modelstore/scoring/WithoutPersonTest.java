package io.bidder.modelstore.scoring;

import static io.bidder.modelstore.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.calibration.CalibrationMap;
import io.bidder.modelstore.calibration.Calibrations;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.schema.PersonalFeatures;
import io.bidder.modelstore.schema.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that tell nothing of the person, on every way that rows are scored. */
class WithoutPersonTest {
  private static final int ROWS = 300;
  private static final CalibrationMap KNOWN =
      CalibrationMap.of(new double[] {0.01, 0.5}, new double[] {0.02, 0.6});
  private static final CalibrationMap UNKNOWN =
      CalibrationMap.of(new double[] {0.01, 0.5}, new double[] {0.004, 0.2});
  private static final Calibrations BOTH =
      new Calibrations(Map.of(Head.CTR, KNOWN), Map.of(Head.CTR, UNKNOWN), Map.of());

  @TempDir Path directory;

  @Test
  void rowsShouldHaveTheMapForPersonsWhoAreNotKnownOnlyWhenAllIsMissing() throws IOException {
    PersonalFeatures person = PersonalFeatures.of(MlpFixture.SCHEMA).orElseThrow();
    Random random = new Random(3);
    EncodedRows rows = MlpFixture.rows(ROWS, 3);
    ImpRows imps = new ImpRows(ROWS);
    boolean[] unknown = new boolean[ROWS];
    for (int row = 0; row < ROWS; ) {
      int end = Math.min(ROWS, row + 1 + random.nextInt(20));
      imps.add(row);
      boolean forgotten = random.nextBoolean();
      for (int each = row; each < end; each++) {
        // Of an impression's other rows the request side is nobody's business.
        if (forgotten && each == row) {
          person.forget(rows, each);
        }
        unknown[each] = forgotten;
      }
      row = end;
    }
    VersionFixture fixture = new MlpFixture(7).writeSplit(directory.resolve("v"));
    for (boolean split : new boolean[] {true, false}) {
      ScoringOptions options =
          ScoringOptions.defaults().withBatchBuckets(List.of(1, 4, 8)).withSplit(split);
      Predictions out = new Predictions(ROWS);
      try (ScoringModel model =
              ScoringModel.open(fixture.withCalibrations(BOTH).version(), options);
          ScoringWorker worker = model.newWorker()) {
        worker.score(rows, imps, out);
        assertCalibrated(out, unknown);
        // Each row by itself counts with a request side of its own.
        worker.score(rows, 0, ROWS, out);
        boolean[] missing = new boolean[ROWS];
        for (int row = 0; row < ROWS; row++) {
          missing[row] = person.areMissing(rows, row, row);
        }
        assertCalibrated(out, missing);
      }
    }
  }

  private static void assertCalibrated(Predictions out, boolean[] unknown) {
    for (int row = 0; row < ROWS; row++) {
      double expected = (unknown[row] ? UNKNOWN : KNOWN).apply(out.rawCtr()[row]);
      assertEquals(expected, out.ctr()[row], 1e-6 * expected, "row " + row);
    }
  }

  @Test
  void openShouldRefuseTheMapWhenNoFeatureTellsOfAPersonOrOneIsCrossed() throws IOException {
    List<Feature> contextual = new ArrayList<>(MlpFixture.SCHEMA.features());
    contextual.replaceAll(feature ->
        switch (feature) {
          case Feature.Numeric number when number.name().equals("age") ->
              new Feature.Numeric("age", "site.age", Side.REQUEST, number.transform(), 0, 1, 10, 0);
          case Feature.Bag bag when bag.name().equals("seg") ->
              new Feature.Bag("seg", "site.seg", Side.REQUEST, 30, 4, bag.pooling());
          default -> feature;
        });
    VersionFixture fixture =
        new MlpFixture(7)
            .write(directory.resolve("none"))
            .withSchema(FeatureSchema.of(contextual))
            .withCalibrations(BOTH);
    assertFails(
        InvalidVersionException.class,
        () -> ScoringModel.open(fixture.version(), ScoringOptions.defaults()),
        "has withoutPerson",
        "expected features of a person");

    List<Feature> crossed =
        List.of(
            new Feature.Categorical("site", "site.domain", Side.REQUEST, 40),
            new Feature.Categorical("gender", "user.gender", Side.REQUEST, 3),
            new Feature.Cross("pair", "site", "gender", Side.REQUEST, 50));
    assertTrue(PersonalFeatures.of(FeatureSchema.of(crossed)).isEmpty());
    assertTrue(PersonalFeatures.of(FeatureSchema.of(crossed.subList(0, 2))).isPresent());
  }
}
