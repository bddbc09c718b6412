package io.bidder.trainer.report;

import io.bidder.modelstore.schema.Head;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a version on one slice of a log; {@link ReportWriter} renders it. Immutable; made
 * with {@link #builder}.
 *
 * @param title the model in words, such as its architecture
 * @param version the version's id
 * @param logFiles file names, without directories where those say nothing
 * @param rows rows evaluated
 * @param slice which rows of the log these are, in words
 * @param rowsPerSecond of the run that made the report: trained, or evaluated
 * @param training null where the report is of an evaluation only
 * @param heads figures of the model
 * @param baselines by name ({@code base-rate}, {@code logistic-regression}, {@code xgboost}, {@code
 *     truth}, ...): the same figures for simpler predictions of the same rows
 * @param gains by baseline: how much better the model is, row by row
 * @param cautions why the figures are not to be trusted as they are
 * @param notes warnings that do not follow from the figures, such as skipped rows
 * @param settings name to value
 * @param trainingCurve loss by rows seen
 * @param features what the model reads
 */
public record Report(
    String title,
    String version,
    List<String> logFiles,
    long rows,
    String slice,
    double rowsPerSecond,
    @Nullable Training training,
    Map<Head, HeadMetrics> heads,
    Map<String, Map<Head, HeadMetrics>> baselines,
    Map<String, Map<Head, LossGain>> gains,
    List<String> cautions,
    List<String> notes,
    Map<String, String> settings,
    List<TrainingPoint> trainingCurve,
    List<FeatureRow> features) {

  public static final String BASE_RATE = "base-rate";
  public static final String LOGISTIC_REGRESSION = "logistic-regression";

  /** The version itself, of rows of which all is left out that tells of the person. */
  public static final String WITHOUT_PERSON = "without-person";

  /** AUC below this warns. */
  public static final double LEAST_AUC = 0.75;

  /** With a top tenth of less than this many times the base rate, a model tells little. */
  static final double LEAST_LIFT = 1.5;

  /**
   * Facts about a version's training.
   *
   * @param rows rows that the fit which is evaluated saw
   * @param servedRows rows that the fit which is published saw: those, and the evaluated ones too,
   *     unless that was not wanted
   * @param epochs passes over {@code rows}
   * @param seconds wall time
   * @param rowsPerSecond rows seen, all passes together, over wall time
   */
  public record Training(
      long rows, long servedRows, double epochs, double seconds, double rowsPerSecond) {}

  /**
   * One point of the training curve.
   *
   * @param rows rows seen so far, all epochs together
   * @param trainLoss log-loss of the rows since the last point
   * @param stopLoss log-loss of the slice that decides when to stop; null where it was not measured
   */
  public record TrainingPoint(long rows, double trainLoss, @Nullable Double stopLoss) {}

  /**
   * A feature.
   *
   * @param buckets rows of its table; null for a numeric one
   * @param missingShare rows in which it is missing; null if not counted
   */
  public record FeatureRow(
      String name, String kind, @Nullable Integer buckets, @Nullable Double missingShare) {}

  public Report {
    logFiles = List.copyOf(logFiles);
    heads = ordered(heads);
    Map<String, Map<Head, HeadMetrics>> copy = new LinkedHashMap<>();
    baselines.forEach((name, metrics) -> copy.put(name, ordered(metrics)));
    baselines = Collections.unmodifiableMap(copy);
    Map<String, Map<Head, LossGain>> gainsCopy = new LinkedHashMap<>();
    gains.forEach((name, byHead) -> gainsCopy.put(name, Map.copyOf(byHead)));
    gains = Collections.unmodifiableMap(gainsCopy);
    cautions = List.copyOf(cautions);
    notes = List.copyOf(notes);
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    trainingCurve = List.copyOf(trainingCurve);
    features = List.copyOf(features);
  }

  private static Map<Head, HeadMetrics> ordered(Map<Head, HeadMetrics> metrics) {
    Map<Head, HeadMetrics> copy = new EnumMap<>(Head.class);
    copy.putAll(metrics);
    return Collections.unmodifiableMap(copy);
  }

  /** Warnings, each of which names the head and the value, followed by the notes. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    heads.forEach((head, metrics) -> warn(warnings, head, metrics));
    warnings.addAll(notes);
    return warnings;
  }

  private static void warn(List<String> warnings, Head head, HeadMetrics metrics) {
    if (metrics.rows() == 0) {
      warnings.add(head.id() + ": there are no rows to evaluate");
      return;
    }
    if (metrics.positives() == 0 || metrics.positives() == metrics.rows()) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%s: all %,d rows have one label; AUC and normalised entropy need both",
              head.id(),
              metrics.rows()));
    }
    Double auc = metrics.auc();
    if (auc != null && auc < LEAST_AUC) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%s: AUC %.4f is below %s%s",
              head.id(),
              auc,
              LEAST_AUC,
              metrics.topLift() < LEAST_LIFT
                  ? "; the model hardly tells good from bad impressions"
                  : ""));
    }
  }

  /** The judgement that follows from the figures. */
  public Verdict verdict() {
    return Verdict.of(this);
  }

  /** The share of a baseline's log-loss that the model saves; null where they were not compared. */
  @Nullable LossGain gain(String baseline, Head head) {
    return gains.getOrDefault(baseline, Map.of()).get(head);
  }

  /**
   * The figures as JSON values, in the shape of {@code --json FILE} and of a manifest's metrics.
   */
  public Map<String, Object> toMap() {
    return ReportJson.map(this);
  }

  /** A builder with nothing but the names. */
  public static Builder builder(String title, String version) {
    return new Builder(title, version);
  }

  /** Collects a report. Not thread-safe. */
  public static final class Builder {
    private final String title;
    private final String version;
    private final List<String> logFiles = new ArrayList<>();
    private final Map<Head, HeadMetrics> heads = new EnumMap<>(Head.class);
    private final Map<String, Map<Head, HeadMetrics>> baselines = new LinkedHashMap<>();
    private final Map<String, Map<Head, LossGain>> gains = new LinkedHashMap<>();
    private final List<String> cautions = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<TrainingPoint> trainingCurve = new ArrayList<>();
    private final List<FeatureRow> features = new ArrayList<>();
    private long rows;
    private String slice = "all rows";
    private double rowsPerSecond;
    private @Nullable Training training;

    private Builder(String title, String version) {
      this.title = title;
      this.version = version;
    }

    public Builder logFiles(List<String> names) {
      logFiles.addAll(names);
      return this;
    }

    /** Sets the rows that are evaluated. */
    public Builder slice(String description, long evaluatedRows) {
      slice = description;
      rows = evaluatedRows;
      return this;
    }

    public Builder rowsPerSecond(double value) {
      rowsPerSecond = value;
      return this;
    }

    /** Sets how the version was trained; its rows per second become the report's. */
    public Builder training(Training value) {
      training = value;
      rowsPerSecond = value.rowsPerSecond();
      return this;
    }

    public Builder head(Head head, HeadMetrics metrics) {
      heads.put(head, metrics);
      return this;
    }

    public Builder baseline(String name, Head head, HeadMetrics metrics) {
      baselines.computeIfAbsent(name, k -> new EnumMap<>(Head.class)).put(head, metrics);
      return this;
    }

    /** Adds how much better the model is than a baseline on the same rows. */
    public Builder gain(String name, Head head, LossGain gain) {
      gains.computeIfAbsent(name, k -> new EnumMap<>(Head.class)).put(head, gain);
      return this;
    }

    /** Adds why the figures are not to be trusted as they are. */
    public Builder caution(String reason) {
      cautions.add(reason);
      return this;
    }

    /** A warning that does not follow from the figures. */
    public Builder note(String warning) {
      notes.add(warning);
      return this;
    }

    public Builder setting(String name, Object value) {
      settings.put(name, value.toString());
      return this;
    }

    public Builder trainingPoint(TrainingPoint point) {
      trainingCurve.add(point);
      return this;
    }

    public Builder feature(FeatureRow row) {
      features.add(row);
      return this;
    }

    public Report build() {
      return new Report(
          title,
          version,
          logFiles,
          rows,
          slice,
          rowsPerSecond,
          training,
          heads,
          baselines,
          gains,
          cautions,
          notes,
          settings,
          trainingCurve,
          features);
    }
  }
}
