package io.bidder.modelstore.publishing;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.onnx.ElementType;
import io.bidder.modelstore.onnx.GraphBuilder;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.schema.Pooling;
import io.bidder.modelstore.schema.Side;
import io.bidder.modelstore.schema.Transform;
import io.bidder.modelstore.scoring.DlrmExportFixture;
import io.bidder.modelstore.scoring.Predictions;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.scoring.ScoringWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionLifterTest {
  private static final int ROWS = 200;

  private static final FeatureSchema SCHEMA =
      FeatureSchema.of(
          List.of(
              new Feature.Numeric(
                  "floor", "imp.bidfloor", Side.REQUEST, Transform.IDENTITY, 0, 1, 9, 0),
              new Feature.Categorical("site", "site.domain", Side.REQUEST, 30),
              new Feature.Bag(
                  "segments", "user.data.segment.id", Side.REQUEST, 20, 4, Pooling.MEAN),
              new Feature.Categorical("creative", "creative.id", Side.CANDIDATE, 30)));

  private static final Manifest.Network NETWORK =
      new Manifest.Network(
          "model.onnx",
          List.of(
              new Manifest.Input("numeric", Manifest.InputRole.NUMERIC, List.of("floor")),
              new Manifest.Input(
                  "ids", Manifest.InputRole.IDS, List.of("site", "segments", "creative"))),
          List.of(
              new Manifest.Output("ctr", Head.CTR, Manifest.OutputForm.LOGIT, 0),
              new Manifest.Output("cvr", Head.CVR, Manifest.OutputForm.LOGIT, 0)));

  private static final FeatureSchema TWO =
      FeatureSchema.of(
          List.of(
              new Feature.Categorical("site", "site.domain", Side.REQUEST, 8),
              new Feature.Categorical("creative", "creative.id", Side.CANDIDATE, 8)));

  @TempDir private Path directory = Path.of("");

  private ModelVersion version(
      byte[] graph, FeatureSchema schema, Manifest.Network network, List<Head> heads)
      throws IOException {
    Files.write(directory.resolve("model.onnx"), graph);
    return new ModelVersion(
        "v",
        directory,
        new Manifest(
            Manifest.FORMAT_VERSION,
            "v",
            "test",
            "2026-01-01T00:00:00Z",
            null,
            schema,
            heads,
            network,
            List.of(),
            false,
            Map.of(),
            Map.of(),
            Map.of()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void liftedAndSplitGraphsShouldEqualThePlainNetwork(boolean indexed) throws IOException {
    DlrmExportFixture dlrm = new DlrmExportFixture(SCHEMA, 7);
    byte[] graph = indexed ? dlrm.logitsOfIndexedPairs() : dlrm.logits();
    ModelVersion brought = version(graph, SCHEMA, NETWORK, List.of(Head.CTR, Head.CVR));

    VersionLifter.Outcome lifted = VersionLifter.lift(brought);
    assertNull(lifted.whyNot());
    VersionLifter.Lift lift = requireNonNull(lifted.lift());
    assertEquals(3, lift.tables());
    assertTrue(lift.goldenMade());
    assertTrue(lift.graphBytes() < lift.graphBytesBefore());
    VersionSplitter.Outcome split =
        VersionSplitter.split(lifted.version(), Manifest.Precision.FLOAT32);
    assertNull(split.whyNot());

    assertPlainNetwork(dlrm, lifted.version());
    assertPlainNetwork(dlrm, split.version());
  }

  private static void assertPlainNetwork(DlrmExportFixture dlrm, ModelVersion version) {
    EncodedRows rows = MadeUpRows.of(SCHEMA, ROWS);
    Predictions out = new Predictions(ROWS);
    try (ScoringModel model = ScoringModel.open(version, ScoringOptions.defaults());
        ScoringWorker worker = model.newWorker()) {
      worker.score(rows, 0, ROWS, out);
    }
    for (int row = 0; row < ROWS; row++) {
      assertEquals(dlrm.probability(rows, row, 0), out.ctr()[row], 1e-6);
      assertEquals(dlrm.probability(rows, row, 1), out.cvr()[row], 1e-6);
    }
  }

  @Test
  void liftShouldLeaveTheVersionAsItWasBroughtWhenATableHoldsNoNumber() throws IOException {
    float[] table = new float[9];
    table[5] = Float.NaN;
    assertAsBrought(sums(table), "golden row", "expected a finite one");
  }

  @Test
  void liftShouldLeaveTheVersionAsItWasBroughtWhenIdsAreUsedOtherwise() throws IOException {
    GraphBuilder graph = new GraphBuilder("counts");
    String ids = graph.input("ids", ElementType.INT64, "rows", 2);
    String table = graph.constant("table", new float[9], 9, 1);
    String site = graph.node("Gather", table, graph.slice(ids, 1, 0, 1));
    String creative = graph.node("Gather", table, graph.slice(ids, 1, 1, 2));
    String flat = graph.reshape(graph.concat(1, site, creative), 0, 2);
    String sum = graph.add(flat, graph.node("Cast", Map.of("to", 1), ids));
    graph.rename(graph.reduceSum(sum, 1), "ctr");
    graph.output("ctr", "rows");
    assertAsBrought(graph.toBytes(), "uses ids for more than looking tables up");
  }

  private void assertAsBrought(byte[] graph, String... reasons) throws IOException {
    ModelVersion brought = version(graph, TWO, network(), List.of(Head.CTR));

    VersionLifter.Outcome outcome = VersionLifter.lift(brought);

    String whyNot = requireNonNull(outcome.whyNot());
    for (String reason : reasons) {
      assertTrue(whyNot.contains(reason), whyNot);
    }
    assertNull(outcome.lift());
    assertEquals(brought, outcome.version());
    assertArrayEquals(graph, Files.readAllBytes(directory.resolve("model.onnx")));
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(
          List.of("model.onnx"), files.map(file -> file.getFileName().toString()).toList());
    }
  }

  /**
   * Where float32 is at its end, a sum of other parts is another sum: what the split would give is
   * not what the network gives.
   */
  @Test
  void splitShouldLeaveOneGraphWhenItsSumsDiffer() throws IOException {
    float[] large = new float[9];
    float[] odd = new float[9];
    for (int row = 0; row < large.length; row++) {
      large[row] = row * 3e7f;
      odd[row] = row * 0.37f;
    }
    GraphBuilder graph = new GraphBuilder("cancelling");
    String ids = graph.input("ids", ElementType.INT64, "rows", 2);
    String site = lookup(graph, ids, 0, "large", large);
    String creative = lookup(graph, ids, 1, "odd", odd);
    // (site + creative) - site, whose request sides cancel once they are added up by themselves.
    String rows = graph.concat(1, site, creative);
    String sum = graph.gemm(rows, graph.constant("w", new float[] {1, 1}, 2, 1), graph.scalar(0));
    String back = graph.gemm(site, graph.constant("m", new float[] {-1}, 1, 1), graph.scalar(0));
    graph.named("ctr", "Reshape", Map.of(), graph.add(sum, back), graph.longs(-1));
    graph.output("ctr", "rows");
    ModelVersion brought = version(graph.toBytes(), TWO, network(), List.of(Head.CTR));

    VersionLifter.Outcome lifted = VersionLifter.lift(brought);
    VersionSplitter.Outcome split =
        VersionSplitter.split(lifted.version(), Manifest.Precision.FLOAT32);

    assertNotNull(lifted.lift());
    String whyNot = requireNonNull(split.whyNot());
    assertTrue(whyNot.startsWith("the two graphs it would be"), whyNot);
    assertNull(split.version().manifest().network().split());
    assertSameScores(lifted.version(), split.version());
  }

  private static void assertSameScores(ModelVersion one, ModelVersion other) {
    EncodedRows rows = MadeUpRows.of(TWO, ROWS);
    float[][] scores = new float[2][];
    for (int i = 0; i < 2; i++) {
      Predictions out = new Predictions(ROWS);
      try (ScoringModel model = ScoringModel.open(i == 0 ? one : other, ScoringOptions.defaults());
          ScoringWorker worker = model.newWorker()) {
        worker.score(rows, MadeUpRows.imps(ROWS), out);
      }
      scores[i] = Arrays.copyOf(out.ctr(), ROWS);
    }
    assertArrayEquals(scores[0], scores[1]);
  }

  private static byte[] sums(float[] table) {
    GraphBuilder graph = new GraphBuilder("sums");
    String ids = graph.input("ids", ElementType.INT64, "rows", 2);
    String sum =
        graph.add(
            lookup(graph, ids, 0, "site", table), lookup(graph, ids, 1, "creative", new float[9]));
    graph.named("ctr", "Reshape", Map.of(), sum, graph.longs(-1));
    graph.output("ctr", "rows");
    return graph.toBytes();
  }

  private static String lookup(
      GraphBuilder graph, String ids, int column, String name, float[] table) {
    String constant = graph.constant(name, table, table.length, 1);
    String at = graph.constant(name + ".column", new long[] {column});
    return graph.node("Gather", constant, graph.node("Gather", Map.of("axis", 1), ids, at));
  }

  private static Manifest.Network network() {
    return new Manifest.Network(
        "model.onnx",
        List.of(new Manifest.Input("ids", Manifest.InputRole.IDS, List.of("site", "creative"))),
        List.of(new Manifest.Output("ctr", Head.CTR, Manifest.OutputForm.LOGIT, 0)));
  }
}
