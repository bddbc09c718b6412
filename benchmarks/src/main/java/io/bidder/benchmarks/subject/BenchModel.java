package io.bidder.benchmarks.subject;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.Manifest.Precision;
import io.bidder.modelstore.Manifest.TableType;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.Publication;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.onnx.split.GraphSplitter;
import io.bidder.modelstore.onnx.split.GraphSplitter.SplitGraphs;
import io.bidder.modelstore.publishing.GoldenCheck;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.table.TablesWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * The one model that everything in the report scores with: 26 embedded features (16 of the request,
 * 10 of the candidate), dimension 64, 13 numbers, bottom 512-256-64, every pair's dot product, top
 * 512-256, two heads. Weights are random and always the same. It is there twice, and both compute
 * the same function of the same ids:
 *
 * <ul>
 *   <li>a model store with one version, which is current: tables outside the graph, split by side.
 *       In int8 it is near the same function: random weights have no accuracy to be gated on, so a
 *       test bounds how far its probabilities are off;
 *   <li>one fp32 {@code .onnx} file with the tables inside, as an export from PyTorch is: int64
 *       {@code ids} [rows, 26], float32 {@code numeric} [rows, 13], float32 {@code ctr} and {@code
 *       cvr} [rows, 1].
 * </ul>
 *
 * <p>With {@link #TABLE_ROWS} rows a table each is 666 MB, written as a stream and kept: a
 * directory that is there is taken as it is.
 *
 * @param store directory of the model store
 * @param stockFile the {@code .onnx} file
 * @param schema the features, in the order of {@code ids} and {@code numeric}
 */
public record BenchModel(Path store, Path stockFile, FeatureSchema schema) {
  /** Rows of every table of the report's model. */
  public static final int TABLE_ROWS = 100_000;

  /** Input of the stock file, int64 [rows, {@link #FEATURES}]. */
  public static final String IDS = BenchGraphs.IDS;

  /** Input of the stock file, float32 [rows, {@link #NUMBERS}]. */
  public static final String NUMERIC = BenchGraphs.NUMERIC;

  /** Output of the stock file, float32 [rows, 1]: P(click | impression). */
  public static final String CTR = BenchGraphs.CTR;

  /** Output of the stock file, float32 [rows, 1]: P(conversion | click). */
  public static final String CVR = BenchGraphs.CVR;

  /** Embedded features, each of one id. */
  public static final int FEATURES = BenchWeights.FEATURES;

  public static final int NUMBERS = BenchWeights.NUMBERS;

  /** Changed with everything that changes a file, so that no stale one is used. */
  private static final int REVISION = 3;

  private static final long SEED = 20_260_101;
  private static final int GOLDEN_ROWS = 64;
  private static final String TABLES = "tables.bin";

  /** The report's model, in {@code directory} or made there: split, its products in int8. */
  public static BenchModel in(Path directory) {
    return in(directory, TABLE_ROWS, Precision.INT8);
  }

  /**
   * The model with smaller tables, for tests.
   *
   * @param directory that keeps it; made where it is missing
   * @param tableRows rows of every table, at least 2
   * @param precision of the published version's split graphs
   */
  public static BenchModel in(Path directory, int tableRows, Precision precision) {
    Path home =
        directory.resolve(
            "bench-model-r%d-%d-%s"
                .formatted(REVISION, tableRows, precision.name().toLowerCase(Locale.ROOT)));
    try {
      if (!Files.isDirectory(home)) {
        Files.createDirectories(directory);
        Path making = Files.createTempDirectory(directory, "bench-model-");
        try {
          make(making, tableRows, precision);
          Files.move(making, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
          // Another process was quicker and made the same.
        } finally {
          deleteAll(making);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(home + ": the benchmarks' model cannot be written", e);
    }
    return at(home, tableRows);
  }

  private static BenchModel at(Path home, int tableRows) {
    return new BenchModel(
        home.resolve("store"), home.resolve("stock.onnx"), BenchSchema.of(tableRows));
  }

  /** The current version of the store. */
  public ModelVersion version() {
    ModelStore models = new DirectoryModelStore(store);
    return models.open(models.currentId().orElseThrow());
  }

  /** Rows of random ids and numbers, as many as {@code count}: the same for the same seed. */
  public EncodedRows randomRows(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    EncodedRows rows = new EncodedRows(schema, count);
    rows.size(count);
    int tableRows = schema.embedded().getFirst().tableRows();
    for (int i = 0; i < rows.ids().length; i++) {
      rows.ids()[i] = random.nextInt(tableRows);
    }
    for (int i = 0; i < rows.numerics().length; i++) {
      rows.numerics()[i] = 4 * random.nextFloat() - 2;
    }
    return rows;
  }

  /**
   * Random rows that have the request's side in common, as an impression's candidates do: the same
   * for the same seed.
   */
  public EncodedRows randomImpression(int candidates, long seed) {
    EncodedRows rows = randomRows(candidates, seed);
    for (int row = 1; row < candidates; row++) {
      System.arraycopy(rows.ids(), 0, rows.ids(), row * FEATURES, BenchSchema.REQUEST_FEATURES);
      System.arraycopy(rows.numerics(), 0, rows.numerics(), row * NUMBERS, NUMBERS);
    }
    return rows;
  }

  private static void make(Path home, int tableRows, Precision precision) throws IOException {
    BenchModel model = at(home, tableRows);
    BenchWeights weights = new BenchWeights(SEED);
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(model.stockFile), 1 << 20)) {
      out.write(BenchGraphs.stock(weights));
      TensorAppender tensors = new TensorAppender(out);
      for (int f = 0; f < FEATURES; f++) {
        tensors.append(BenchGraphs.table(f), tableRows, BenchWeights.DIMENSION, weights.rows(f));
      }
    }
    model.publish(weights, precision);
  }

  private void publish(BenchWeights weights, Precision precision) {
    ModelStore models = new DirectoryModelStore(store);
    try (Publication publication = models.stage("bench-dlrm")) {
      byte[] graph = BenchGraphs.published(weights);
      publication.write(BenchGraphs.FILE, file -> Files.write(file, graph));
      List<Manifest.Table> tables = writeTables(publication.directory(), weights);
      SplitGraphs split = split(graph, tables, precision);
      publication.write(GraphSplitter.REQUEST_FILE, file -> Files.write(file, split.request()));
      publication.write(GraphSplitter.CANDIDATE_FILE, file -> Files.write(file, split.candidate()));
      Manifest manifest =
          new Manifest(
              Manifest.FORMAT_VERSION,
              publication.id(),
              "bench-dlrm",
              publication.createdAt(),
              publication.parent(),
              schema,
              List.of(Head.CTR, Head.CVR),
              BenchGraphs.network(schema).withSplit(split.split()),
              tables,
              false,
              Map.of("weights", "random, seed " + SEED),
              Map.of(),
              Map.of());
      publication.write(
          GoldenCheck.FILE,
          file ->
              writeGolden(
                  file, new ModelVersion(publication.id(), publication.directory(), manifest)));
      models.promote(publication.commit(manifest, v -> GoldenCheck.verify(v, options())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SplitGraphs split(byte[] graph, List<Manifest.Table> tables, Precision precision) {
    return switch (GraphSplitter.split(
        graph, schema, BenchGraphs.network(schema), tables, precision)) {
      case SplitGraphs split -> split;
      case GraphSplitter.NotSplit not ->
          throw new IllegalStateException("the benchmarks' network was not split: " + not.reason());
    };
  }

  private List<Manifest.Table> writeTables(Path directory, BenchWeights weights)
      throws IOException {
    List<Feature.Embedded> features = schema.embedded();
    try (TablesWriter writer = new TablesWriter(directory.resolve(TABLES))) {
      for (int f = 0; f < features.size(); f++) {
        BenchWeights.Rows rows = weights.rows(f);
        writer.add(
            features.get(f).name(),
            features.get(f).tableRows(),
            BenchWeights.DIMENSION,
            TableType.FLOAT32,
            (row, into) -> rows.next(into));
      }
      return writer.finish();
    }
  }

  private void writeGolden(Path file, ModelVersion version) throws IOException {
    try (ScoringModel model = ScoringModel.open(version, options())) {
      GoldenCheck.write(file, model, randomRows(GOLDEN_ROWS, SEED));
    }
  }

  private static ScoringOptions options() {
    return ScoringOptions.defaults();
  }

  private static void deleteAll(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
