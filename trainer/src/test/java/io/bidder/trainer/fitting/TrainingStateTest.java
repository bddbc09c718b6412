package io.bidder.trainer.fitting;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.trainer.learning.GeneratedRows;
import io.bidder.trainer.learning.TrainingOptions;
import io.bidder.trainer.linear.LogisticRegression;
import io.bidder.trainer.network.Architecture;
import io.bidder.trainer.network.NetworkSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What training goes on from, in a file and out of it. */
final class TrainingStateTest {
  private static final FeatureSchema SCHEMA = GeneratedRows.schema(4, 2, 30, true);
  private static final GeneratedRows ROWS = new GeneratedRows(SCHEMA, 8000, 3);

  private static final List<Head> HEADS = List.of(Head.CTR, Head.CVR);
  private static final NetworkSpec SPEC =
      new NetworkSpec(Architecture.DLRM, HEADS, 2, 6, 8, List.of(4), List.of(8));
  private static final TrainingOptions OPTIONS =
      TrainingOptions.defaults().with().epochs(2).batchRows(128).chunkRows(64).threads(2).build();
  private static final int MINIMUM_COUNT = 90;

  private static final TrainingState STATE = fitted(slices(0, 0.5), null);

  @TempDir private Path directory = Path.of("");
  private Path file = Path.of("");

  @Test
  void readShouldGiveWhatWasWritten() throws IOException {
    TrainingState read = written();

    assertEquals(STATE.model().spec(), read.model().spec());
    assertEquals(MINIMUM_COUNT, read.minimumCount());
    assertEquals(STATE.options().with().threads(1).build(), read.options());
    assertEquals(STATE.model().counts().rows(), read.model().counts().rows());
    assertEquals(STATE.model().networkShare(Head.CVR), read.model().networkShare(Head.CVR));
    for (int f = 0; f < SPEC.featureCount(); f++) {
      for (int id = 0; id < SCHEMA.embedded().get(f).tableRows(); id++) {
        assertArrayEquals(row(STATE.model(), f, id), row(read.model(), f, id));
      }
    }
  }

  @Test
  void fitShouldGiveTheSameBitsWhetherTheStateWasWrittenOrNot() throws IOException {
    FittedModel held = fitted(slices(0.5, 1), STATE.model()).model();
    FittedModel read = fitted(slices(0.5, 1), written().model()).model();

    for (int id = 0; id < SCHEMA.embedded().getFirst().tableRows(); id++) {
      assertArrayEquals(row(held, 0, id), row(read, 0, id));
    }
    assertArrayEquals(held.networks().getFirst().dense(), read.networks().getFirst().dense());
  }

  @Test
  void regressionShouldEndWhereBothHalvesLeadWhenItGoesOn() {
    FittedModel whole = fitted(slices(0, 1), null).model();
    FittedModel warm = fitted(slices(0.5, 1), STATE.model()).model();
    FittedModel half = fitted(slices(0.5, 1), null).model();

    for (Head head : HEADS) {
      double apart = distance(whole.regression(head), warm.regression(head));
      double halfApart = distance(whole.regression(head), half.regression(head));
      assertTrue(apart < halfApart / 2, head + ": " + apart + ", from half alone " + halfApart);
    }
  }

  @Test
  void readShouldSayWhatWasExpectedWhenTheSchemaIsAnother() throws IOException {
    STATE.write(file());

    assertEquals(
        file + ": tensor 'counts.f0' is I32 [31], expected I32 [41]",
        problem(GeneratedRows.schema(4, 2, 40, true)));
    assertTrue(
        problem(GeneratedRows.schema(3, 2, 30, true))
            .startsWith(file + ": a network of 6 embedded and 2 numeric features"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bidder-training-state | bidder-training-stale | format 'bidder-training-stale', expected",
        "\"version\":\"1\"     | \"version\":\"2\"     | version '2', expected '1'",
        "batchRows             | butchRows             | batchRows",
        "\"dtype\":\"F64\"     | \"dtype\":\"F32\"     | tensor 'regression.ctr.weights' is F32 [",
        "network.1.dense       | network.9.dense       | tensor 'network.1.dense' is missing",
        "{\"__metadata__\"     | ?\"__metadata__\"     | its header is no JSON",
      })
  void readShouldNameWhatIsWrongWhenTheFileIsNoState(String text, String other, String expected)
      throws IOException {
    STATE.write(file());
    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertTrue(bytes.contains(text));
    Files.writeString(file, bytes.replace(text, other), StandardCharsets.ISO_8859_1);

    String problem = problem(SCHEMA);
    assertTrue(problem.startsWith(file + ": ") && problem.contains(expected), problem);
  }

  @Test
  void readShouldNameTheTensorWhenTheFileIsCut() throws IOException {
    STATE.write(file());
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 100));

    assertTrue(problem(SCHEMA).contains("tensor 'network.1.rows.sums' lies at bytes"));
    Files.write(file, new byte[3]);
    assertTrue(problem(SCHEMA).contains("expected a safetensors file"));
  }

  private TrainingState written() throws IOException {
    STATE.write(file());
    return TrainingState.read(file, SCHEMA);
  }

  private Path file() {
    file = directory.resolve(TrainingState.FILE);
    return file;
  }

  private String problem(FeatureSchema schema) {
    return String.valueOf(
        assertThrows(InvalidVersionException.class, () -> TrainingState.read(file, schema))
            .getMessage());
  }

  private static TrainingState fitted(Slices slices, @Nullable FittedModel start) {
    FitPlan plan = new FitPlan(SPEC, OPTIONS, 2, MINIMUM_COUNT, false, false, 50);
    FittedModel model =
        new ModelFit(SCHEMA, ROWS, slices, plan, line -> {}, progress -> {}, start).fit();
    return new TrainingState(model, OPTIONS, MINIMUM_COUNT);
  }

  private static Slices slices(double from, double to) {
    double tenth = (to - from) / 10;
    return new Slices(
        ROWS.range(from, to - tenth),
        ROWS.range(to - tenth, to),
        ROWS.range(to, to),
        ROWS.range(to, to));
  }

  private static float[] row(FittedModel model, int feature, int id) {
    float[] row = new float[model.dimension()];
    model.row(feature, id, row, 0);
    return row;
  }

  private static double distance(LogisticRegression one, LogisticRegression other) {
    EncodedRows rows = new EncodedRows(SCHEMA, 500);
    float[] ignored = new float[500];
    ROWS.read(0, 500, rows, ignored, ignored, ignored);
    double sum = 0;
    for (int row = 0; row < 500; row++) {
      double apart = one.logit(rows, row) - other.logit(rows, row);
      sum += apart * apart;
    }
    return sum;
  }
}
