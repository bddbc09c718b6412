package io.bidder.benchmarks.bench;

import io.bidder.benchmarks.bench.process.Launcher;
import io.bidder.benchmarks.bench.process.Programs;
import io.bidder.benchmarks.bench.result.SingleFigures;
import io.bidder.market.world.MarketLog;
import io.bidder.market.world.World;
import io.bidder.modelstore.Manifest.Precision;
import io.bidder.modelstore.Manifest.Split;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.publishing.VersionSplitter;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.trainer.LogRows;
import io.bidder.trainer.learning.RowRange;
import io.bidder.trainer.log.EncodedLog;
import io.bidder.trainer.log.LogSchema;
import io.bidder.trainer.log.ReadOptions;
import io.bidder.trainer.version.AccuracyGate;
import io.bidder.trainer.version.SlicePredictions;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Measures what it costs in accuracy to serve a network in int8 with the request side computed
 * once, against its whole float32 graph, on impressions of the demo market that it was not trained
 * with. The demo's own model has no layers to put into int8, so one that has is trained from the
 * same market; it is kept for the next time.
 */
final class Int8Gate {
  private static final long TRAINING_SEED = 1;
  private static final long TRAINING_ROWS = 300_000;
  private static final List<String> SIZES =
      List.of("--dimension", "16", "--bottom", "64", "--top", "256,128", "--members", "1");
  private static final List<String> BRIEFLY = List.of("--epochs", "2", "--no-refit");

  private static final long SEED = 2;
  private static final long ROWS = 200_000;
  private static final int DAYS = 28;

  private final Path home;
  private final Path directory;
  private final Launcher launcher;
  private final int threads = Runtime.getRuntime().availableProcessors();

  /**
   * A gate to be.
   *
   * @param home the repository
   * @param directory for logs and versions; made if it is not there
   */
  Int8Gate(Path home, Path directory, Launcher launcher) {
    this.home = home;
    this.directory = directory;
    this.launcher = launcher;
  }

  /** Predicts every row in both forms. */
  SingleFigures.Int8 measure() throws IOException, InterruptedException {
    ModelVersion version = trained();
    Path log = log(SEED, ROWS);
    LogSchema schema = LogSchema.read(version.file(LogSchema.FILE_NAME));
    ReadOptions reading =
        ReadOptions.defaults().withFeatureSchema(version.manifest().schema()).withThreads(threads);
    try (EncodedLog rows = EncodedLog.read(List.of(log), schema, reading)) {
      AccuracyGate gate =
          AccuracyGate.of(
              version.manifest().heads(),
              schema.hasConversion(),
              predict(version, ScoringOptions.defaults().withSplit(false), rows),
              predict(int8(version), ScoringOptions.defaults(), rows));
      return new SingleFigures.Int8(ROWS, gate.passes(), gate.text());
    }
  }

  private ModelVersion trained() throws IOException, InterruptedException {
    Path store = directory.resolve("store");
    ModelStore models = new DirectoryModelStore(store);
    Optional<String> there = Files.isDirectory(store) ? models.currentId() : Optional.empty();
    if (there.isPresent()) {
      return models.open(there.get());
    }
    Path log = log(TRAINING_SEED, TRAINING_ROWS);
    List<String> files =
        List.of(
            "--log",
            log.toString(),
            "--schema",
            home.resolve("market/schema.yaml").toString(),
            "--store",
            store.toString());
    Programs.train(launcher, Stream.of(files, SIZES, BRIEFLY).flatMap(List::stream).toList());
    return models.open(models.currentId().orElseThrow());
  }

  private Path log(long seed, long rows) throws IOException {
    Path log = Files.createDirectories(directory).resolve("market-" + seed + ".csv");
    try (Writer writer = Files.newBufferedWriter(log)) {
      MarketLog.write(World.of(World.DEFAULT_SEED), seed, DAYS, rows, writer);
    }
    return log;
  }

  private SlicePredictions predict(ModelVersion version, ScoringOptions options, EncodedLog rows) {
    try (ScoringModel model = ScoringModel.open(version, options)) {
      return SlicePredictions.of(model, new LogRows(rows), new RowRange(0, rows.rows()), threads);
    }
  }

  /** A copy of the version, split in int8 whether or not it was published so. */
  private ModelVersion int8(ModelVersion version) throws IOException {
    Path copy = Files.createDirectories(directory.resolve("int8"));
    try (Stream<Path> files = Files.list(version.directory())) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    ModelVersion made =
        VersionSplitter.split(
                new ModelVersion(version.id(), copy, version.manifest()), Precision.INT8)
            .version();
    Split split = made.manifest().network().split();
    if (split == null || split.precision() != Precision.INT8) {
      throw new IllegalStateException("version " + version.id() + " has no layer for int8");
    }
    return made;
  }
}
