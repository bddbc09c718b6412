package io.bidder.modelstore.scoring;

import static io.bidder.modelstore.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest.Input;
import io.bidder.modelstore.Manifest.InputRole;
import io.bidder.modelstore.Manifest.Network;
import io.bidder.modelstore.Manifest.Output;
import io.bidder.modelstore.Manifest.OutputForm;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.calibration.Calibrations;
import io.bidder.modelstore.onnx.GraphBuilder;
import io.bidder.modelstore.runtime.NativeCounts;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.table.EmbeddingTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoringModelTest {
  private static final Output CTR = new Output(MlpFixture.LOGITS, Head.CTR, OutputForm.LOGIT, 0);
  private static final Output CVR = new Output(MlpFixture.LOGITS, Head.CVR, OutputForm.LOGIT, 1);
  private static final Input NUMERIC =
      new Input("numeric", InputRole.NUMERIC, List.of("age", "floor"));
  private static final Input EMBEDDINGS =
      new Input("embeddings", InputRole.EMBEDDINGS, List.of("site", "seg", "cat", "creative"));

  @TempDir Path directory;
  private VersionFixture fixture;
  private long sessions;
  private long tensors;

  @BeforeEach
  void write() throws IOException {
    fixture = new MlpFixture(1).write(directory.resolve("v1"));
    sessions = NativeCounts.openSessions();
    tensors = NativeCounts.openTensors();
  }

  @AfterEach
  void nothingShouldLeakWhenOpeningFails() {
    assertEquals(sessions, NativeCounts.openSessions());
    assertEquals(tensors, NativeCounts.openTensors());
  }

  private static void assertRefused(VersionFixture fixture, String... parts) {
    ModelVersion version = fixture.version();
    assertFails(
        InvalidVersionException.class,
        () -> ScoringModel.open(version, ScoringOptions.defaults()).close(),
        parts);
  }

  @Test
  void openShouldNameTheTensorAndListTheGraphsWhenAnInputIsNotItsInput() {
    assertRefused(
        fixture.withInputs(
            List.of(new Input("dense", InputRole.NUMERIC, List.of("age", "floor")), EMBEDDINGS)),
        "network.inputs[0].tensor 'dense' is not an input of the graph",
        "numeric float32 [rows, 2]",
        "embeddings float32 [rows, 4, 6]",
        "logits float32 [rows, 2]");
    assertRefused(
        fixture.withInputs(List.of(EMBEDDINGS)), "no entry for the graph's input 'numeric'");
  }

  @Test
  void openShouldShowBothShapesWhenWidthOrTypeDiffer() {
    assertRefused(
        fixture.withInputs(
            List.of(new Input("numeric", InputRole.NUMERIC, List.of("age")), EMBEDDINGS)),
        "network.inputs[0].tensor 'numeric'",
        "expected to be float32 [rows, 1], the graph has float32 [rows, 2]");
    assertRefused(
        fixture.withInputs(
            List.of(
                NUMERIC,
                new Input("embeddings", InputRole.EMBEDDINGS, List.of("site", "seg", "cat")))),
        "expected to be float32 [rows, 3, 6], the graph has float32 [rows, 4, 6]");
    assertRefused(
        fixture.withInputs(
            List.of(
                NUMERIC,
                new Input("embeddings", InputRole.IDS, List.of("site", "seg", "cat", "creative")))),
        "expected to be int64 [rows, 9], the graph has float32 [rows, 4, 6]");
  }

  @Test
  void openShouldSayWhichTableIsMissingWhenEmbeddingsHaveNone() {
    assertRefused(fixture.withTables(List.of()), "role is embeddings, but tables is empty");
    assertRefused(
        fixture.withTables(fixture.tables().subList(0, 3)), "tables.bin", "bytes, but the tables");
  }

  @Test
  void openShouldNameTheHeadAndTensorWhenAnOutputIsNotTheGraphs() {
    assertRefused(
        fixture.withOutputs(CTR, new Output("cvr", Head.CVR, OutputForm.LOGIT, 0)),
        "network.outputs[1].tensor 'cvr' is not an output of the graph",
        "logits float32 [rows, 2]");
    assertRefused(
        fixture.withOutputs(CTR, new Output(MlpFixture.LOGITS, Head.CVR, OutputForm.LOGIT, 2)),
        "network.outputs[1].column is 2, expected 0..1");
  }

  @Test
  void openShouldSuggestLogitsWhenAProbabilityIsNone() {
    assertRefused(
        fixture.withOutputs(
            new Output(MlpFixture.LOGITS, Head.CTR, OutputForm.PROBABILITY, 0), CVR),
        "network.outputs[0].form is probability",
        "form logit");
  }

  @Test
  void openShouldNameTheFileWhenTheGraphIsMissingOrBroken() throws IOException {
    Path graph = fixture.directory().resolve("model.onnx");
    byte[] bytes = Files.readAllBytes(graph);
    Files.write(graph, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    assertRefused(fixture, graph.toString(), "not a graph");
    Files.write(graph, java.util.Arrays.copyOf(bytes, bytes.length - 100));
    assertRefused(fixture, graph.toString(), "not a graph");
    Files.delete(graph);
    assertRefused(fixture, graph.toString(), "is missing");
  }

  @Test
  void openShouldSayThatRowsMustVaryWhenTheBatchSizeIsFrozen() throws IOException {
    GraphBuilder frozen = new GraphBuilder("frozen");
    frozen.rename(frozen.input("numeric", 1, 2), "out");
    frozen.output("out", 1, 2);
    assertRefused(graph(frozen), "expected to be float32 [rows, 2], the graph has float32 [1, 2]");

    // Declares that rows vary, but was traced with one.
    GraphBuilder traced = new GraphBuilder("traced");
    String numeric = traced.input("numeric", "rows", 2);
    traced.rename(traced.reshape(numeric, 1, -1), "out");
    traced.output("out", "rows", "columns");
    assertRefused(graph(traced), "7 rows gave [1, 14]");

    GraphBuilder other = new GraphBuilder("other");
    String in = other.input("numeric", "rows", 2);
    other.rename(other.reshape(in, 4, 1), "out");
    other.output("out", "rows", 1);
    assertRefused(graph(other), "the graph fails on 7 rows");
  }

  /** A version of one numeric input and an output "out" for CTR. */
  private VersionFixture graph(GraphBuilder graph) throws IOException {
    Files.write(fixture.directory().resolve("model.onnx"), graph.toBytes());
    return fixture
        .withTables(List.of())
        .withHeads(List.of(Head.CTR))
        .withNetwork(
            new Network(
                "model.onnx",
                List.of(NUMERIC),
                List.of(new Output("out", Head.CTR, OutputForm.LOGIT, 0))));
  }

  @Test
  void openShouldAcceptEveryOutputShapeWhenItHasOneValueARow() throws IOException {
    EncodedRows rows = MlpFixture.rows(11, 1);
    for (int columns : new int[] {0, 1, 3}) {
      GraphBuilder graph = new GraphBuilder("shapes");
      String sum =
          graph.node(
              "ReduceSum",
              Map.of("keepdims", columns == 0 ? 0 : 1),
              graph.input("numeric", "rows", 2),
              graph.longs(1));
      if (columns == 0) {
        graph.rename(sum, "out");
        graph.output("out", "rows");
      } else {
        graph.named("out", "Mul", Map.of(), sum, graph.constant("ones", ones(columns), columns));
        graph.output("out", "rows", columns);
      }
      Predictions out = new Predictions(11);
      try (ScoringModel model =
              ScoringModel.open(graph(graph).version(), ScoringOptions.defaults());
          ScoringWorker worker = model.newWorker()) {
        worker.score(rows, 0, 11, out);
      }
      for (int i = 0; i < 11; i++) {
        double logit = rows.numerics()[i * 2] + rows.numerics()[i * 2 + 1];
        assertEquals(1 / (1 + Math.exp(-logit)), out.ctr()[i], 1e-6);
      }
    }
  }

  private static float[] ones(int count) {
    float[] ones = new float[count];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }

  @Test
  void openShouldNameTheFileWhenCalibrationOrTablesAreMissing() throws IOException {
    VersionFixture calibrated = fixture.withCalibrations(Calibrations.none());
    Files.delete(fixture.directory().resolve(Calibrations.FILE));
    assertRefused(calibrated, Calibrations.FILE, "is missing");
    Files.delete(fixture.directory().resolve(EmbeddingTables.FILE));
    assertRefused(fixture, EmbeddingTables.FILE);
  }

  @Test
  void openShouldSayWhatToDoWhenCudaIsNotThere() {
    assumeFalse(
        OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA), "built with CUDA");
    ScoringOptions cuda = ScoringOptions.defaults().withProvider(Provider.CUDA, 0, false);
    assertFails(
        ProviderUnavailableException.class,
        () -> ScoringModel.open(fixture.version(), cuda).close(),
        "provider CUDA (device 0)",
        "Maven profile 'cuda'");
  }

  @Test
  void openShouldCountTheFallbackWhenCudaIsNotThereAndFallingBackIsAllowed() {
    assumeFalse(
        OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA), "built with CUDA");
    long before = ScoringModel.cudaFallbacks();
    ScoringOptions cuda = ScoringOptions.defaults().withProvider(Provider.CUDA, 0, true);
    try (ScoringModel model = ScoringModel.open(fixture.version(), cuda);
        ScoringWorker worker = model.newWorker()) {
      assertEquals(Provider.CPU, model.providerInUse());
      assertEquals(before + 1, ScoringModel.cudaFallbacks());
      worker.score(MlpFixture.rows(2, 1), 0, 2, new Predictions(2));
    }
    try (ScoringModel model = ScoringModel.open(fixture.version(), ScoringOptions.defaults())) {
      assertEquals(Provider.CPU, model.providerInUse());
      assertEquals(before + 1, ScoringModel.cudaFallbacks());
    }
  }

  @Test
  void referencesShouldKeepTheModelOpenUntilTheLastIsGivenUp() {
    ScoringModel model = ScoringModel.open(fixture.version(), ScoringOptions.defaults());
    assertTrue(model.tryRetain());
    model.close();
    assertTrue(model.tryRetain());
    model.release();
    assertEquals(sessions + 1, NativeCounts.openSessions());
    model.release();
    assertEquals(sessions, NativeCounts.openSessions());
    assertFalse(model.tryRetain());
    model.close();
    assertEquals(sessions, NativeCounts.openSessions());
  }

  @Test
  void optionsShouldNameTheFieldWhenAValueIsImpossible() {
    ScoringOptions options = ScoringOptions.defaults();
    assertFails(
        IllegalArgumentException.class,
        () -> options.withBatchBuckets(List.of(1, 8, 8)),
        "batchBuckets is [1, 8, 8]",
        "ascending");
    assertFails(
        IllegalArgumentException.class, () -> options.withBatchBuckets(List.of()), "batchBuckets");
    assertFails(
        IllegalArgumentException.class,
        () -> options.withBatchBuckets(List.of(0, 1)),
        "batchBuckets");
    assertFails(
        IllegalArgumentException.class,
        () -> options.withProvider(Provider.CUDA, -1, false),
        "cudaDevice is -1");
    assertFails(
        IllegalArgumentException.class,
        () -> new ScoringOptions(Provider.CPU, 0, false, 0, false, List.of(1), true),
        "intraOpThreads is 0");
  }
}
