package io.bidder.trainer;

import static java.util.Objects.requireNonNull;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.trainer.fitting.FitDefaults;
import io.bidder.trainer.fitting.FitPlan;
import io.bidder.trainer.fitting.LogSize;
import io.bidder.trainer.fitting.TrainingState;
import io.bidder.trainer.learning.TrainingOptions;
import io.bidder.trainer.learning.ValueCounts;
import io.bidder.trainer.log.InvalidLogException;
import io.bidder.trainer.log.LogSchema;
import io.bidder.trainer.network.Architecture;
import io.bidder.trainer.network.NetworkSpec;
import io.bidder.trainer.report.Report;
import io.bidder.trainer.report.Verdict;
import io.bidder.trainer.version.ServedForm;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of {@code train} that say what is trained and how. */
final class TrainOptions {
  @Option(
      names = "--arch",
      paramLabel = "NAME",
      converter = OptionValues.ArchitectureName.class,
      description = "dlrm or wide-deep (default: dlrm, with --warm the version's).")
  @Nullable Architecture architecture;

  @Option(
      names = "--valid-fraction",
      paramLabel = "F",
      defaultValue = "0.2",
      converter = OptionValues.Fraction.class,
      description =
          "Share of the log, its newest rows, that the report is made on, by a fit that does not"
              + " see them (default: ${DEFAULT-VALUE}).")
  double validFraction = 0.2;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed on the same log gives the same version (default: 1).")
  long seed = 1;

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = OptionValues.Threads.class,
      description = "Threads to train with; the result does not depend on it (default: all cores).")
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--dimension",
      paramLabel = "N",
      converter = OptionValues.Dimension.class,
      description =
          "Floats in an embedding row of one network (default: 16, or 8 for a large log: one of"
              + " 200,000 to 10,000,000 training rows).")
  @Nullable Integer dimension;

  @Option(
      names = "--bottom",
      paramLabel = "SIZES",
      converter = OptionValues.Layers.class,
      description =
          "Hidden layers of the network over the numbers, such as 64,32, or none (default: 64, or"
              + " 16 for a large log).")
  OptionValues.@Nullable LayerSizes bottom;

  @Option(
      names = "--top",
      paramLabel = "SIZES",
      converter = OptionValues.Layers.class,
      description =
          "Hidden layers of the top network, or none (default: 64,32; for a large log none with"
              + " dlrm, 16 with wide-deep).")
  OptionValues.@Nullable LayerSizes top;

  @Option(
      names = "--members",
      paramLabel = "K",
      converter = OptionValues.Members.class,
      description =
          "Networks trained apart and averaged (default: 4, or 2 beyond 10,000,000 training"
              + " rows).")
  @Nullable Integer members;

  @Option(
      names = "--min-count",
      paramLabel = "N",
      converter = OptionValues.Count.class,
      description =
          "Values seen fewer times in training share one embedding row (default: 3, with --warm the"
              + " version's, whose rows count too).")
  @Nullable Integer minimumCount;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      converter = OptionValues.Count.class,
      description =
          "Passes over the training rows at most (default: 12, 10 for a large log, 16 beyond).")
  @Nullable Integer epochs;

  @Option(
      names = "--no-refit",
      negatable = false,
      description =
          "Take the networks as they are fitted first, without the newest rows, which stop"
              + " training, calibrate it and are reported on. By default, and up to 10,000,000"
              + " training rows, all is fitted twice more once epochs and calibration are settled:"
              + " on the rows before the report's, for the report, and on all rows, to be served."
              + " With --warm it goes on with the rows left out.")
  boolean noRefit;

  @Option(
      names = "--batch",
      paramLabel = "ROWS",
      converter = OptionValues.Count.class,
      description = "Rows of a mini-batch (default: 64 to 1024, by the size of the log).")
  @Nullable Integer batchRows;

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      converter = OptionValues.Rate.class,
      description =
          "Adagrad's learning rate (default: 0.05, or 0.03 beyond 10,000,000 training rows).")
  @Nullable Double learningRate;

  @Option(
      names = "--final-rate",
      paramLabel = "SHARE",
      converter = OptionValues.ShareAboveZero.class,
      description =
          "Share of the learning rate left at the end of the last epoch, to which it falls evenly"
              + " (default: 1, or 0.05 for a large log).")
  @Nullable Double finalRateShare;

  @Option(
      names = "--dropout",
      paramLabel = "SHARE",
      converter = OptionValues.ShareBelowOne.class,
      description = "Share of the top network's hidden units left out at random (default: 0).")
  @Nullable Double dropout;

  @Option(
      names = "--latent-lambda",
      paramLabel = "L",
      converter = OptionValues.Weight.class,
      description =
          "Precision of the Gaussian prior of latent vectors (default: 0, 10 for a large log, 3"
              + " beyond).")
  @Nullable Double latentLambda;

  @Option(
      names = "--first-order-lambda",
      paramLabel = "L",
      converter = OptionValues.Weight.class,
      description =
          "Precision of the Gaussian prior of first-order weights (default: 10, or 3 beyond"
              + " 10,000,000 training rows).")
  @Nullable Double firstOrderLambda;

  @Option(
      names = "--dense-lambda",
      paramLabel = "L",
      converter = OptionValues.Weight.class,
      description =
          "Precision of the Gaussian prior of the layers' weights (default: 0, or 100 for a large"
              + " log).")
  @Nullable Double denseLambda;

  @Option(
      names = "--conversion-weight",
      paramLabel = "W",
      converter = OptionValues.Weight.class,
      description =
          "Weight of the conversions' loss beside the clicks' (default: 1, or 0.5 for a large"
              + " log).")
  @Nullable Double conversionWeight;

  @Option(
      names = "--table-type",
      paramLabel = "TYPE",
      defaultValue = "float32",
      converter = OptionValues.TableTypeName.class,
      description = "float32, float16 or int8 embedding rows (default: ${DEFAULT-VALUE}).")
  Manifest.TableType tableType = Manifest.TableType.FLOAT32;

  @Option(
      names = "--tables-inside",
      description = "Put the embedding tables into the ONNX file instead of tables.bin.")
  boolean tablesInside;

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      description =
          "float32, int8 where that predicts as well on the newest rows, or auto: int8 on the same"
              + " condition for networks that are large enough to gain (default: auto).",
      converter = OptionValues.PrecisionName.class)
  ServedForm.Wanted precision = ServedForm.Wanted.AUTO;

  @Option(
      names = "--threshold",
      paramLabel = "P",
      converter = OptionValues.Share.class,
      description =
          "Score from which on a row counts as positive in precision and recall (default: the one"
              + " at which as many rows do as are positive).")
  @Nullable Double threshold;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "Part of the version's id (default: the architecture, with --warm that version's name).")
  @Nullable String name;

  @Option(
      names = "--strict",
      description =
          "Refuse a schema with features that read what no bid has, instead of warning of them.")
  boolean strict;

  @Option(
      names = "--force",
      description = "Make the version the current one even if the report says not to serve it.")
  boolean force;

  @Option(
      names = "--no-promote",
      negatable = false,
      description = "Publish the version without making it the current one.")
  void noPromote(boolean given) {
    promote = !given;
  }

  boolean promote = true;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  /** Tells whether a version becomes the current one. */
  boolean promotes(Report report) {
    return promote && (force || report.verdict().level() != Verdict.Level.DO_NOT_SERVE);
  }

  /** Refuses options that contradict one another. */
  void check() {
    if (force && !promote) {
      throw refused("--force is for promoting, which --no-promote forbids");
    }
    if (bottom != null && architecture == Architecture.WIDE_DEEP) {
      throw refused("--bottom is for dlrm: wide-deep has no network over the numbers alone");
    }
  }

  /**
   * Refuses options that a log of this schema cannot be trained with.
   *
   * @throws InvalidLogException with what no bid has, if that was asked for
   */
  void check(LogSchema logSchema) {
    if (strict && !logSchema.unknownSources().isEmpty()) {
      throw new InvalidLogException(
          "schema '%s': %s"
              .formatted(logSchema.name(), String.join("\n", logSchema.unknownSources())));
    }
    int heads = heads(logSchema).size();
    if (dimension != null && dimension <= heads) {
      throw refused(
          "--dimension is %d, expected at least %d: a first-order weight for each of %d heads, and a latent vector"
              .formatted(dimension, heads + 1, heads));
    }
    if (tablesInside && logSchema.hasBags()) {
      throw refused(
          "--tables-inside is for single values: schema '" + logSchema.name() + "' has a bag");
    }
  }

  /**
   * Refuses options that contradict the version to go on from, whose networks keep their shape.
   *
   * @param logSchema of the rows to go on with
   */
  void check(TrainingState start, ModelVersion version, LogSchema logSchema) {
    NetworkSpec spec = start.model().spec();
    if (!heads(logSchema).equals(spec.heads())) {
      throw refused(
          "--warm: schema '%s' has labels for %s, version %s predicts %s"
              .formatted(logSchema.name(), ids(heads(logSchema)), version.id(), ids(spec.heads())));
    }
    String id = version.id();
    requireSame(
        "--arch", architecture == null ? null : architecture.id(), spec.architecture().id(), id);
    requireSame("--dimension", dimension, spec.dimension(), id);
    requireSame("--bottom", bottom == null ? null : bottom.sizes(), spec.bottom(), id);
    requireSame("--top", top == null ? null : top.sizes(), spec.top(), id);
    requireSame("--members", members, start.model().members(), id);
    requireSame("--batch", batchRows, start.options().batchRows(), id);
  }

  private void requireSame(String option, @Nullable Object given, Object expected, String version) {
    if (given != null && !given.equals(expected)) {
      throw refused(
          "%s is %s, but version %s that --warm goes on from has %s"
              .formatted(option, given, version, expected));
    }
  }

  private ParameterException refused(String problem) {
    return new ParameterException(requireNonNull(command).commandLine(), problem);
  }

  private static List<String> ids(List<Head> heads) {
    return heads.stream().map(Head::id).toList();
  }

  /**
   * The name of the version to make.
   *
   * @param start the version to go on from, if any
   */
  String versionName(@Nullable ModelVersion start) {
    if (name != null) {
      return name;
    }
    return start == null ? architecture().id() : start.manifest().name();
  }

  private Architecture architecture() {
    return architecture == null ? Architecture.DLRM : architecture;
  }

  /** The heads that a log can teach: CTR unless all rows are clicks, CVR if it has conversions. */
  List<Head> heads(LogSchema logSchema) {
    if (logSchema.clicksOnly()) {
      return List.of(Head.CVR);
    }
    return logSchema.hasConversion() ? List.of(Head.CTR, Head.CVR) : List.of(Head.CTR);
  }

  /** The plan for a log: these options where given, else what suits its size. */
  FitPlan plan(FeatureSchema schema, List<Head> heads, long fitRows, ValueCounts counts) {
    Architecture network = architecture();
    LogSize size = LogSize.of(fitRows);
    NetworkSpec defaults = NetworkSpec.defaults(network, schema, heads);
    NetworkSpec spec =
        new NetworkSpec(
            network,
            heads,
            schema.numeric().size(),
            schema.embedded().size(),
            dimension == null ? FitDefaults.dimension(size) : dimension,
            bottom == null ? FitDefaults.bottom(size, defaults.bottom()) : bottom.sizes(),
            top == null ? FitDefaults.top(size, network, defaults.top()) : top.sizes());
    double positives = heads.getFirst() == Head.CTR ? counts.clicks() : counts.conversions();
    return new FitPlan(
        spec,
        training(FitDefaults.options(fitRows, positives / counts.weight())),
        members == null ? FitDefaults.members(size) : members,
        minimumCount == null ? FitDefaults.MINIMUM_COUNT : minimumCount,
        size == LogSize.SMALL,
        FitDefaults.refits(size) && !noRefit,
        FitDefaults.regressionIterations(size));
  }

  /** The plan for the rows to go on with: these options where given, else the version's own. */
  FitPlan plan(TrainingState start, long fitRows) {
    LogSize size = LogSize.of(fitRows);
    return new FitPlan(
        start.model().spec(),
        training(FitDefaults.warm(start.options())),
        start.model().members(),
        minimumCount == null ? start.minimumCount() : minimumCount,
        false,
        // It goes on with the rows left out, each once, whatever the size.
        !noRefit,
        FitDefaults.regressionIterations(size));
  }

  private TrainingOptions training(TrainingOptions defaults) {
    TrainingOptions.Builder builder = defaults.with().seed(seed).threads(threads);
    if (epochs != null) {
      builder.epochs(epochs);
    }
    if (batchRows != null) {
      builder.batchRows(batchRows).chunkRows(Math.clamp(batchRows / 4, 1, 256));
    }
    if (learningRate != null) {
      builder.denseRate(learningRate).latentRate(learningRate).firstOrderRate(learningRate);
    }
    if (finalRateShare != null) {
      builder.finalRateShare(finalRateShare);
    }
    if (dropout != null) {
      builder.dropout(dropout);
    }
    if (latentLambda != null) {
      builder.latentLambda(latentLambda);
    }
    if (firstOrderLambda != null) {
      builder.firstOrderLambda(firstOrderLambda);
    }
    if (denseLambda != null) {
      builder.denseLambda(denseLambda);
    }
    if (conversionWeight != null) {
      builder.conversionWeight(conversionWeight);
    }
    return builder.build();
  }
}
