package io.bidder.trainer.learning;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.Publication;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.publishing.VersionLifter;
import io.bidder.modelstore.publishing.VersionSplitter;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureEncoder;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.schema.Side;
import io.bidder.modelstore.schema.Transform;
import io.bidder.modelstore.scoring.ImpRows;
import io.bidder.modelstore.scoring.Predictions;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.scoring.ScoringWorker;
import io.bidder.modelstore.table.EmbeddingTables;
import io.bidder.modelstore.table.TablesWriter;
import io.bidder.trainer.network.Architecture;
import io.bidder.trainer.network.NetworkSpec;
import io.bidder.trainer.network.ServedGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The training side's forward pass against the bid path's scorer, row by row, through the files of
 * a published version: what is bid on is what was trained.
 */
class ServedNetworkTest {
  private static final double TOLERANCE = 1e-6;
  private static final int ROWS = 3000;
  private static final int CANDIDATES = 12;

  private static final FeatureSchema SCHEMA =
      new FeatureSchema(
          FeatureSchema.XXH64,
          List.of(
              new Feature.Categorical("site", "site.domain", Side.REQUEST, 12),
              new Feature.Categorical("creative", "creative.id", Side.CANDIDATE, 12),
              new Feature.Categorical("campaign", "campaign.id", Side.CANDIDATE, 12),
              new Feature.Categorical("country", "device.geo.country", Side.REQUEST, 12),
              number("age", "user.yob", Side.REQUEST),
              number("width", "creative.w", Side.CANDIDATE)));

  @TempDir private Path directory = Path.of("");

  private static Feature number(String name, String source, Side side) {
    return new Feature.Numeric(name, source, side, Transform.IDENTITY, 0, 1, 10, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "DLRM, false, false",
    "DLRM, false, true",
    "DLRM, true, false",
    "DLRM, true, true",
    "WIDE_DEEP, false, false",
    "WIDE_DEEP, false, true",
    "WIDE_DEEP, true, false",
    "WIDE_DEEP, true, true",
  })
  void scorerShouldGiveEveryRowWhatTheForwardPassDoes(
      Architecture architecture, boolean tablesInside, boolean split) throws IOException {
    GeneratedRows rows = new GeneratedRows(SCHEMA, ROWS, 5);
    TrainedNetwork network = trained(architecture, rows);
    RowRange range = new RowRange(0, ROWS);
    float[] ctr = new float[ROWS];
    float[] cvr = new float[ROWS];
    network.predict(rows, range, 2, ctr, cvr);

    ModelVersion version = published(network, tablesInside, split);
    EncodedRows encoded = new EncodedRows(SCHEMA, ROWS);
    float[] ignored = new float[ROWS];
    rows.read(0, ROWS, encoded, ignored, ignored, ignored);
    Predictions out = new Predictions(ROWS);
    try (ScoringModel model = ScoringModel.open(version, ScoringOptions.defaults());
        ScoringWorker worker = model.newWorker()) {
      assertEquals(split, model.isSplit());
      worker.score(encoded, 0, ROWS, out);
      for (int row = 0; row < ROWS; row++) {
        assertEquals(ctr[row], out.ctr()[row], TOLERANCE, "ctr of row " + row);
        assertEquals(cvr[row], out.cvr()[row], TOLERANCE, "cvr of row " + row);
      }
      requestSideOnceShouldGiveTheSame(worker, encoded);
    }
  }

  /** Rows that share an impression's request side, told so and not. */
  private static void requestSideOnceShouldGiveTheSame(ScoringWorker worker, EncodedRows rows) {
    FeatureEncoder encoder = new FeatureEncoder(SCHEMA);
    ImpRows imps = new ImpRows(ROWS);
    for (int row = 0; row < ROWS; row += CANDIDATES) {
      imps.add(row);
    }
    Predictions told = new Predictions(ROWS);
    worker.score(rows, imps, told);
    for (int row = 0; row < ROWS; row++) {
      encoder.copyRequest(rows, row - row % CANDIDATES, row);
    }
    Predictions out = new Predictions(1);
    for (int row = 0; row < ROWS; row++) {
      worker.score(rows, row, 1, out);
      assertEquals(out.ctr()[0], told.ctr()[row], TOLERANCE, "ctr of row " + row);
      assertEquals(out.ctcvr()[0], told.ctcvr()[row], TOLERANCE, "ctcvr of row " + row);
    }
  }

  private static TrainedNetwork trained(Architecture architecture, GeneratedRows rows) {
    NetworkSpec spec = NetworkSpec.defaults(architecture, SCHEMA, List.of(Head.CTR, Head.CVR));
    TrainingOptions options =
        TrainingOptions.defaults()
            .with()
            .seed(3)
            .threads(2)
            .epochs(2)
            .batchRows(128)
            .chunkRows(32)
            .build();
    return NetworkTrainerTest.train(rows, spec, options);
  }

  private ModelVersion published(TrainedNetwork network, boolean tablesInside, boolean split)
      throws IOException {
    DirectoryModelStore store = new DirectoryModelStore(directory.resolve("store"));
    try (Publication publication = store.stage("test")) {
      ServedGraph graph = tablesInside ? network.tablesInside() : network.tablesOutside();
      Files.write(publication.directory().resolve(ServedGraph.FILE), graph.bytes());
      ModelVersion whole =
          new ModelVersion(
              publication.id(),
              publication.directory(),
              new Manifest(
                  Manifest.FORMAT_VERSION,
                  publication.id(),
                  "test",
                  publication.createdAt(),
                  null,
                  SCHEMA,
                  List.of(Head.CTR, Head.CVR),
                  graph.network(),
                  tablesInside ? List.of() : tables(network, publication.directory()),
                  false,
                  Map.of(),
                  Map.of(),
                  Map.of()));
      ModelVersion made = whole;
      if (tablesInside && split) {
        VersionLifter.Outcome lifted = VersionLifter.lift(whole);
        assertNull(lifted.whyNot());
        whole = lifted.version();
        made = whole;
      }
      if (split) {
        VersionSplitter.Outcome outcome = VersionSplitter.split(whole, Manifest.Precision.FLOAT32);
        assertTrue(outcome.isSplit(), () -> requireNonNull(outcome.whyNot()));
        made = outcome.version();
      }
      return store.open(publication.commit(made.manifest()));
    }
  }

  private static List<Manifest.Table> tables(TrainedNetwork network, Path into) throws IOException {
    try (TablesWriter writer = new TablesWriter(into.resolve(EmbeddingTables.FILE))) {
      List<Feature.Embedded> features = SCHEMA.embedded();
      for (int f = 0; f < features.size(); f++) {
        int feature = f;
        writer.add(
            features.get(f).name(),
            features.get(f).tableRows(),
            network.spec().dimension(),
            Manifest.TableType.FLOAT32,
            (row, to) -> network.row(feature, Math.toIntExact(row), to, 0));
      }
      return writer.finish();
    }
  }
}
