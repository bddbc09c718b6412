package io.bidder.trainer;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.Publication;
import io.bidder.modelstore.calibration.Calibrations;
import io.bidder.modelstore.publishing.GoldenCheck;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.trainer.fitting.FitPlan;
import io.bidder.trainer.fitting.FittedModel;
import io.bidder.trainer.fitting.ModelFit;
import io.bidder.trainer.fitting.Slices;
import io.bidder.trainer.fitting.TrainingState;
import io.bidder.trainer.learning.RowRange;
import io.bidder.trainer.learning.RowSource;
import io.bidder.trainer.learning.TrainedNetwork;
import io.bidder.trainer.learning.TrainingProgress;
import io.bidder.trainer.learning.ValueCounts;
import io.bidder.trainer.linear.LogisticFile;
import io.bidder.trainer.log.LogSchema;
import io.bidder.trainer.log.LogSummary;
import io.bidder.trainer.report.Report;
import io.bidder.trainer.version.Calibrator;
import io.bidder.trainer.version.Evaluation;
import io.bidder.trainer.version.Reference;
import io.bidder.trainer.version.ServedForm;
import io.bidder.trainer.version.SlicePredictions;
import io.bidder.trainer.version.UnknownPersons;
import io.bidder.trainer.version.VersionFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * From encoded rows to a published version: fit, calibrate, fit again on all rows before the
 * report's, evaluate that through the scorer that will serve, fit what is published on all rows,
 * unless the report's are held out.
 */
final class TrainingJob {
  private static final int GOLDEN_ROWS = 16;

  private final TrainingRows training;
  private final LogSchema logSchema;
  private final TrainOptions options;
  private final @Nullable TrainedVersion start;
  private final @Nullable TrainingState state;
  private final Consumer<String> notes;
  private final TrainingProgress.Listener progress;
  private final RowSource rows;

  /** The rows without what they tell of persons; null if that is nothing. */
  private final @Nullable RowSource unknown;

  private final FeatureSchema schema;
  private final Slices slices;
  private final List<Head> heads;
  private final List<Report.TrainingPoint> curve = new ArrayList<>();
  private final long startedNs;

  /**
   * @param start the version to go on from, if any
   * @param state its state
   * @param notes is told in a line each what was chosen
   * @param startedNs when reading the log began, so that it counts as part of training
   */
  TrainingJob(
      TrainingRows training,
      LogSchema logSchema,
      TrainOptions options,
      @Nullable TrainedVersion start,
      @Nullable TrainingState state,
      Consumer<String> notes,
      TrainingProgress.Listener progress,
      long startedNs) {
    this.training = training;
    this.logSchema = logSchema;
    this.options = options;
    this.start = start;
    this.state = state;
    this.notes = notes;
    this.progress = progress;
    this.rows = training.source();
    this.schema = training.schema();
    this.unknown = UnknownPersons.of(rows, schema);
    this.slices = training.slices();
    this.heads = options.heads(logSchema);
    this.startedNs = startedNs;
  }

  /** Trains and publishes; returns the report. */
  Report run(ModelStore store) throws IOException {
    ValueCounts counts = ValueCounts.of(schema, rows, slices.training());
    long fitRows = slices.fit().rows();
    FitPlan plan =
        state == null ? options.plan(schema, heads, fitRows, counts) : options.plan(state, fitRows);
    ModelFit fit =
        new ModelFit(
            schema,
            rows,
            slices,
            plan,
            notes,
            this::progressed,
            state == null ? null : state.model());
    FittedModel chosen = fit.fit();
    Calibrations calibrations =
        inPassing(
            chosen,
            null,
            version ->
                Calibrator.fit(
                    heads,
                    predictions(version, rows, slices.calibrate()),
                    unknown == null ? null : predictions(version, unknown, slices.calibrate())));
    FittedModel judged =
        plan.refits() ? fit.refit(chosen, chosen, slices.fit(), slices.training()) : chosen;
    Unseen unseen = inPassing(judged, calibrations, this::unseen);
    boolean again = plan.refits() && !training.heldOut();
    FittedModel model = again ? fit.refit(chosen, judged, slices.training(), slices.all()) : judged;
    RowRange rowsOfJudged = plan.refits() ? slices.training() : slices.fit();
    RowRange seen = again ? slices.all() : rowsOfJudged;
    boolean wentOn = start != null && plan.refits();
    Report.Training facts =
        facts(wentOn ? List.of(chosen, judged) : List.of(judged), rowsOfJudged, seen);
    try (Publication publication = store.stage(versionName())) {
      Path directory = publication.directory();
      publication.write(Calibrations.FILE, calibrations::write);
      publication.write(LogisticFile.FILE, file -> LogisticFile.write(file, model.regressions()));
      publication.write(LogSchema.FILE_NAME, file -> Files.writeString(file, logSchema.text()));
      publication.write(
          TrainingState.FILE, new TrainingState(model, plan.options(), plan.minimumCount())::write);
      Manifest draft =
          manifest(
              publication.id(),
              publication.createdAt(),
              publication.parent(),
              write(model, directory),
              true,
              TrainingRecord.of(
                  training,
                  seen,
                  options,
                  start == null ? null : start.version(),
                  baseRates(counts),
                  model,
                  facts));
      ServedForm served = served(new ModelVersion(draft.id(), directory, draft));
      Manifest manifest = TrainingRecord.with(served);
      publication.write(
          Reference.FILE, file -> Reference.write(file, schema, rows, seen, served.predictions()));
      publication.write(
          GoldenCheck.FILE,
          file -> writeGolden(file, new ModelVersion(manifest.id(), directory, manifest)));
      Report report = report(manifest, judged, facts, unseen);
      publication.commit(
          manifest.withRecord(manifest.training(), report.toMap()),
          version -> GoldenCheck.verify(version, ScoringOptions.defaults()));
      if (options.promotes(report)) {
        store.promote(publication.id());
      }
      return report;
    }
  }

  private void progressed(TrainingProgress at) {
    boolean evaluated = !Double.isNaN(at.stoppingLoss());
    if (evaluated) {
      curve.add(new Report.TrainingPoint(at.rowsSeen(), at.trainingLoss(), at.stoppingLoss()));
    }
    progress.on(at);
  }

  private VersionFiles write(FittedModel model, Path directory) {
    return options.tablesInside
        ? VersionFiles.tablesInside(model, directory)
        : VersionFiles.tablesOutside(model, options.tableType, directory);
  }

  private ServedForm served(ModelVersion whole) throws IOException {
    return ServedForm.of(
        whole,
        options.precision,
        logSchema.hasConversion(),
        version -> predictions(version, rows, slices.valid()));
  }

  /** What is predicted of rows that were not trained on, and without the person if that differs. */
  private record Unseen(SlicePredictions served, @Nullable SlicePredictions withoutPerson) {}

  private Unseen unseen(ModelVersion whole) throws IOException {
    ServedForm served = served(whole);
    return new Unseen(
        served.predictions(),
        unknown == null ? null : predictions(served.version(), unknown, slices.valid()));
  }

  /** Does something with the files of a version. */
  private interface Use<T> {
    T of(ModelVersion version) throws IOException;
  }

  /** Uses {@code model} as a version that nobody else sees and that is gone afterwards. */
  private <T> T inPassing(FittedModel model, @Nullable Calibrations calibrations, Use<T> use)
      throws IOException {
    Path directory = Files.createTempDirectory("fitted");
    try {
      VersionFiles files = write(model, directory);
      if (calibrations != null) {
        calibrations.write(directory.resolve(Calibrations.FILE));
      }
      Manifest manifest =
          manifest("fitted", Instant.EPOCH.toString(), null, files, calibrations != null, Map.of());
      return use.of(new ModelVersion(manifest.id(), directory, manifest));
    } finally {
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(directory);
    }
  }

  private SlicePredictions predictions(ModelVersion version, RowSource of, RowRange range) {
    try (ScoringModel scoring = ScoringModel.open(version, ScoringOptions.defaults())) {
      return SlicePredictions.of(scoring, of, range, options.threads);
    }
  }

  private void writeGolden(Path file, ModelVersion version) throws IOException {
    int count = (int) Math.min(GOLDEN_ROWS, slices.valid().rows());
    EncodedRows sample = new EncodedRows(schema, count);
    float[] ignored = new float[count];
    rows.read(slices.valid().from(), count, sample, ignored, ignored, ignored);
    try (ScoringModel scoring = ScoringModel.open(version, ScoringOptions.defaults())) {
      GoldenCheck.write(file, scoring, sample);
    }
  }

  private Report report(
      Manifest manifest, FittedModel judged, Report.Training facts, Unseen unseen) {
    LogSummary summary = training.summary();
    Report.Builder report =
        Report.builder(manifest.name(), manifest.id())
            .logFiles(summary.files().stream().map(TrainingJob::fileName).toList())
            .slice(slice(facts), slices.valid().rows())
            .training(facts);
    Evaluation evaluation =
        new Evaluation(heads, logSchema.hasConversion(), unseen.served(), options.threshold);
    evaluation.addModel(report);
    if (unseen.withoutPerson() != null) {
      evaluation.addWithoutPerson(report, unseen.withoutPerson());
    }
    evaluation.addBaseRates(report, TrainingRecord.baseRates(manifest));
    evaluation.addRegressions(report, judged.regressions(), schema, rows, slices.valid());
    TrainingRecord.settings(manifest).forEach(report::setting);
    curve.forEach(report::trainingPoint);
    logSchema.unknownSources().forEach(report::note);
    training.cautions().forEach(report::caution);
    if (start != null) {
      List<String> seen = TrainingRecord.seenBy(start.version(), summary);
      if (!seen.isEmpty()) {
        report.caution(
            "version %s, which this one went on from, has seen %s: the report is not on unseen rows"
                .formatted(start.version().id(), String.join(", ", seen)));
      }
    }
    for (Feature feature : schema.features()) {
      report.feature(
          new Report.FeatureRow(
              feature.name(),
              feature.getClass().getSimpleName().toLowerCase(Locale.ROOT),
              feature instanceof Feature.Embedded embedded ? embedded.tableRows() : null,
              summary.missingShare().get(feature.name())));
    }
    if (summary.brokenRows() > 0) {
      report.note(
          "%,d broken rows were left out, such as %s"
              .formatted(summary.brokenRows(), summary.broken().getFirst()));
    }
    if (summary.viewThrough() > 0) {
      report.note(
          "%,d conversions without a click are taken as none".formatted(summary.viewThrough()));
    }
    return report.build();
  }

  private String slice(Report.Training facts) {
    return training.heldOut()
        ? "the held-out bids among the rows, which no version is trained on"
        : "%s, which %s"
            .formatted(
                TrainingRecord.newest(training.summary(), options.validFraction),
                facts.servedRows() > slices.training().rows()
                    ? "the fit that is judged did not see"
                    : "training did not see");
  }

  /**
   * Facts about the fit that is judged.
   *
   * @param fits that made it, each from where the one before ended
   */
  private Report.Training facts(
      List<FittedModel> fits, RowRange rowsOfJudged, RowRange rowsOfServed) {
    double seconds = (System.nanoTime() - startedNs) / 1e9;
    long seen = 0;
    for (FittedModel fit : fits) {
      for (TrainedNetwork.Summary summary : fit.summaries()) {
        seen += summary.rowsSeen();
      }
    }
    return new Report.Training(
        rowsOfJudged.rows(),
        rowsOfServed.rows(),
        (double) seen / fits.getFirst().members() / rowsOfJudged.rows(),
        seconds,
        seen / seconds);
  }

  private Manifest manifest(
      String id,
      String createdAt,
      @Nullable String parent,
      VersionFiles files,
      boolean calibrated,
      Map<String, Object> record) {
    return new Manifest(
        Manifest.FORMAT_VERSION,
        id,
        versionName(),
        createdAt,
        parent,
        schema,
        heads,
        files.network(),
        files.tables(),
        calibrated,
        record,
        Map.of(),
        Map.of());
  }

  private String versionName() {
    return options.versionName(start == null ? null : start.version());
  }

  private Map<Head, Double> baseRates(ValueCounts counts) {
    Map<Head, Double> rates = new EnumMap<>(Head.class);
    if (heads.contains(Head.CTR)) {
      rates.put(Head.CTR, counts.clicks() / counts.weight());
    }
    if (heads.contains(Head.CVR)) {
      rates.put(Head.CTCVR, counts.conversions() / counts.weight());
    }
    return rates;
  }

  private static String fileName(LogSummary.LogFile file) {
    return Path.of(file.file()).getFileName().toString();
  }
}
