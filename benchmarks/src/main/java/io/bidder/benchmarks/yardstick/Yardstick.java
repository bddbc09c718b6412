package io.bidder.benchmarks.yardstick;

import io.bidder.modelstore.schema.Head;
import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import io.bidder.settings.command.JsonFile;
import io.bidder.trainer.log.EncodedLog;
import io.bidder.trainer.log.LogSchema;
import io.bidder.trainer.log.ReadOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./run yardstick}: sets a version beside xgboost and the truth on the same rows. */
@Command(
    name = "./run yardstick",
    description = {
      "Train xgboost on the first part of a log and judge it on the rest, beside predicting the"
          + " base rate, a stored version and, where the log has them, the true probabilities.",
      "",
      "The rows to judge by are those that ./run train with the same --valid-fraction reports on."
          + " xgboost is tuned on the end of the training rows."
    })
public final class Yardstick extends ConsoleCommand {
  @Option(
      names = "--log",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description = "CSV, TSV or JSON lines, plain or gzip; several are read as one, in order.")
  private List<Path> logs = List.of();

  @Option(
      names = "--schema",
      required = true,
      paramLabel = "FILE",
      description = "YAML file that maps the log's columns to features and labels.")
  private Path schema = Path.of("");

  @Option(
      names = "--valid-fraction",
      paramLabel = "F",
      defaultValue = "0.2",
      description = "Share of the rows, the newest, to judge by (default: ${DEFAULT-VALUE}).")
  private double validFraction;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description = "Judge a version of this store, too.")
  private @Nullable Path store;

  @Option(
      names = "--version",
      paramLabel = "ID",
      description = "The version (default: the current one).")
  private @Nullable String version;

  @Option(
      names = "--truth-ctr",
      paramLabel = "COLUMN",
      description = "The log's column of true click probabilities.")
  private @Nullable String truthCtr;

  @Option(
      names = "--truth-ctcvr",
      paramLabel = "COLUMN",
      description = "The log's column of true probabilities of a conversion of the impression.")
  private @Nullable String truthCtcvr;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Default: all cores. xgboost's trees may depend on it in the last digits.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Chooses the rows and columns that each tree sees (default: ${DEFAULT-VALUE}).")
  private int seed;

  @Option(
      names = "--quick",
      description = "Tune the number of trees and the columns only, not the trees' settings.")
  private boolean quick;

  @Mixin private final JsonFile json = new JsonFile();

  /** Runs the command and exits. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return Commands.of(new Yardstick());
  }

  @Override
  public Integer call() throws IOException {
    expect(
        validFraction > 0 && validFraction < 1,
        "--valid-fraction",
        validFraction,
        "more than 0 and less than 1");
    expect(threads >= 1, "--threads", threads, "at least 1");
    expect(version == null || store != null, "--version", version, "--store beside it");
    StoredVersion stored = store == null ? null : StoredVersion.open(store, version);
    LogSchema logSchema = LogSchema.read(schema);
    Map<Head, Judgement> judgements = judge(logSchema, stored);
    for (Judgement judgement : judgements.values()) {
      console().result(judgement.text());
    }
    json.write(map(judgements));
    return ExitCode.DONE;
  }

  private Map<Head, Judgement> judge(LogSchema logSchema, @Nullable StoredVersion stored)
      throws IOException {
    Map<Head, Judgement> judgements = new EnumMap<>(Head.class);
    Map<Judgement, float[]> truths = new LinkedHashMap<>();
    ReadOptions reading =
        ReadOptions.defaults().withFitFraction(1 - validFraction).withThreads(threads);
    try (EncodedLog log =
        EncodedLog.read(logs, logSchema, reading.withExtraColumns(truthColumns()))) {
      HeldLog held = HeldLog.of(log, validFraction);
      for (Head head : heads(logSchema)) {
        String column = head == Head.CTR ? truthCtr : truthCtcvr;
        float[] truth = column == null ? null : held.judged(log.extra(column));
        Judgement judgement =
            new Judgement(head, held.judgedLabels(head), held.judgedWeights(), truth);
        addYardsticks(judgement, head, held);
        judgements.put(head, judgement);
        if (truth != null) {
          truths.put(judgement, truth);
        }
      }
    }
    if (stored != null) {
      addVersion(stored, logSchema, reading, judgements);
    }
    truths.forEach((judgement, truth) -> judgement.add("truth", truth, ""));
    return judgements;
  }

  private List<String> truthColumns() {
    return Stream.of(truthCtr, truthCtcvr).filter(Objects::nonNull).distinct().toList();
  }

  private static List<Head> heads(LogSchema logSchema) {
    List<Head> heads = new ArrayList<>();
    if (!logSchema.clicksOnly()) {
      heads.add(Head.CTR);
    }
    if (logSchema.hasConversion()) {
      heads.add(Head.CTCVR);
    }
    return heads;
  }

  private void addYardsticks(Judgement judgement, Head head, HeldLog held) {
    LabelledRows rows = held.labelled(head);
    float[] baseRate = new float[held.size() - held.trainingRows()];
    Arrays.fill(baseRate, (float) rows.rate(0, held.trainingRows()));
    judgement.add("base rate", baseRate, "");
    if (!rows.hasBothLabels(held.trainingRows())) {
      progress(head, "no xgboost: all training rows have one label");
      return;
    }
    BoostedTrees.Fitted fitted =
        new BoostedTrees(
                threads,
                seed,
                quick ? List.of(BoostedTrees.Settings.usual()) : null,
                line -> progress(head, line))
            .fit(rows, held.trainingRows());
    judgement.add("xgboost", fitted.predictions(), fitted.choice().toString());
  }

  /** The version encodes rows by its own features, so the log is read once more. */
  private void addVersion(
      StoredVersion stored,
      LogSchema logSchema,
      ReadOptions reading,
      Map<Head, Judgement> judgements)
      throws IOException {
    try (EncodedLog log =
        EncodedLog.read(logs, logSchema, reading.withFeatureSchema(stored.featureSchema()))) {
      HeldLog held = HeldLog.of(log, validFraction);
      judgements.forEach((head, judgement) -> {
        if (stored.predicts(head)) {
          judgement.add(
              "version", stored.predict(head, held.rows(), held.trainingRows()), stored.id());
        }
      });
    }
  }

  private void progress(Head head, String line) {
    console().note(head.id() + ": " + line);
  }

  private Map<String, Object> map(Map<Head, Judgement> judgements) {
    Map<String, Object> heads = new LinkedHashMap<>();
    judgements.forEach((head, judgement) -> heads.put(head.id(), judgement.toMap()));
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("validFraction", validFraction);
    map.put("heads", heads);
    return map;
  }
}
