package io.bidder.trainer.fitting;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.trainer.learning.NetworkTrainer;
import io.bidder.trainer.learning.RowRange;
import io.bidder.trainer.learning.RowSource;
import io.bidder.trainer.learning.SharedRows;
import io.bidder.trainer.learning.TrainedNetwork;
import io.bidder.trainer.learning.TrainingOptions;
import io.bidder.trainer.learning.TrainingProgress;
import io.bidder.trainer.learning.ValueCounts;
import io.bidder.trainer.linear.LogisticFit;
import io.bidder.trainer.linear.LogisticRegression;
import io.bidder.trainer.network.NetworkSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Fits a version's weights: a logistic regression a head, under the prior that held-out rows like
 * best; member networks from their own seeds, each stopped by the stopping rows; and the share of
 * each. The result depends on the rows, the plan and its seed alone.
 */
public final class ModelFit {
  private static final int CHUNK_ROWS = 2048;

  private final FeatureSchema schema;
  private final RowSource source;
  private final Slices slices;
  private final FitPlan plan;
  private final Consumer<String> log;
  private final TrainingProgress.Listener progress;
  private final @Nullable FittedModel start;

  /**
   * A fit to be.
   *
   * @param log is told in a line each what was chosen
   * @param start fitted on other rows, with a network of the plan's shape; the fit goes on from it.
   *     Null to begin anew
   */
  public ModelFit(
      FeatureSchema schema,
      RowSource source,
      Slices slices,
      FitPlan plan,
      Consumer<String> log,
      TrainingProgress.Listener progress,
      @Nullable FittedModel start) {
    this.start = start;
    this.schema = schema;
    this.source = source;
    this.slices = slices;
    this.plan = plan;
    this.log = log;
    this.progress = progress;
  }

  /** Fits on the fitting rows, and makes every choice by the stopping rows. */
  public FittedModel fit() {
    NetworkSpec spec = plan.spec();
    ValueCounts counts = counts(start, slices.fit());
    SharedRows shared = SharedRows.rarerThan(plan.minimumCount(), counts);
    List<LogisticRegression> regressions = withThreads(threads -> regressions(shared, threads));
    List<TrainedNetwork> members = new ArrayList<>();
    for (int m = 0; m < plan.members(); m++) {
      members.add(train(m, plan.options(), start, slices.fit(), slices.stop(), counts, shared));
    }
    double[] shares = shares(members, regressions);
    for (int h = 0; h < shares.length; h++) {
      log.accept(spec.heads().get(h).id() + ": share of the networks " + shares[h]);
    }
    return new FittedModel(schema, spec, members, regressions, shares, counts);
  }

  /**
   * Fits on {@code rows} with the choices of {@code chosen}: anew, or where the fit goes on from a
   * version, from {@code last} with those that it has not seen, so that each row is learnt from
   * once.
   *
   * @param last {@code chosen}, or what was last fitted again
   * @param seen the rows that {@code last} has seen, which {@code rows} begins with
   */
  public FittedModel refit(FittedModel chosen, FittedModel last, RowRange seen, RowRange rows) {
    FittedModel from = start == null ? null : last;
    RowRange own = start == null ? rows : new RowRange(seen.to(), rows.to());
    ValueCounts counts = counts(from, own);
    SharedRows shared = SharedRows.rarerThan(plan.minimumCount(), counts);
    List<LogisticRegression> regressions =
        withThreads(threads -> {
          LogisticFit logistic = new LogisticFit(schema, source, shared, threads);
          return chosen.regressions().stream()
              .map(regression ->
                  regression(logistic, from, regression.head(), own, regression.lambda()))
              .toList();
        });
    // Where one member happened to stop says less than where they stopped on average.
    double epochs =
        chosen.summaries().stream()
            .mapToDouble(summary -> (double) summary.bestRowsSeen() / slices.fit().rows())
            .average()
            .orElse(1);
    TrainingOptions options =
        plan.options().with().epochs((int) Math.max(1, Math.round(epochs))).build();
    List<TrainedNetwork> members = new ArrayList<>();
    for (int m = 0; m < plan.members(); m++) {
      members.add(train(m, options, from, own, null, counts, shared));
    }
    log.accept(
        from == null
            ? "fitted again on the oldest %,d rows".formatted(rows.rows())
            : "went on with the next %,d rows".formatted(own.rows()));
    double[] shares = plan.spec().heads().stream().mapToDouble(chosen::networkShare).toArray();
    return new FittedModel(schema, plan.spec(), members, regressions, shares, counts);
  }

  /** Counts of a range, and of what {@code from} was fitted on. */
  private ValueCounts counts(@Nullable FittedModel from, RowRange range) {
    ValueCounts counts = ValueCounts.of(schema, source, range);
    return from == null ? counts : from.counts().plus(counts);
  }

  private List<LogisticRegression> regressions(SharedRows shared, ExecutorService threads) {
    LogisticFit logistic = new LogisticFit(schema, source, shared, threads);
    List<LogisticRegression> regressions = new ArrayList<>();
    for (Head head : plan.spec().heads()) {
      double lambda = lambda(logistic, head);
      log.accept("logistic regression, " + head.id() + ": prior precision " + lambda);
      regressions.add(regression(logistic, start, head, slices.fit(), lambda));
    }
    return regressions;
  }

  private double lambda(LogisticFit logistic, Head head) {
    if (start != null) {
      return start.regression(head).lambda();
    }
    return plan.crossValidated()
        ? logistic.crossValidateLambda(
            head, slices.fitAndStop(), FitPlan.FOLDS, FitPlan.LAMBDAS, plan.regressionIterations())
        : FitPlan.LARGE_LOG_LAMBDA;
  }

  private LogisticRegression regression(
      LogisticFit logistic, @Nullable FittedModel from, Head head, RowRange rows, double lambda) {
    return from == null
        ? logistic.fit(head, List.of(rows), lambda, plan.regressionIterations())
        : logistic.update(from.regression(head), List.of(rows), plan.regressionIterations());
  }

  private <T> T withThreads(Function<ExecutorService, T> work) {
    try (ExecutorService threads = Executors.newFixedThreadPool(plan.options().threads())) {
      return work.apply(threads);
    }
  }

  private TrainedNetwork train(
      int member,
      TrainingOptions options,
      @Nullable FittedModel from,
      RowRange training,
      @Nullable RowRange stopping,
      ValueCounts counts,
      SharedRows shared) {
    TrainingOptions own = options.with().seed(options.seed() + member).build();
    TrainedNetwork network =
        new NetworkTrainer(
                schema, plan.spec(), own, from == null ? null : from.networks().get(member))
            .train(source, training, stopping, counts, shared, progress);
    TrainedNetwork.Summary summary = network.summary();
    log.accept(
        String.format(
            "network %d of %d: %d rows in %d epochs, %,.0f rows/s, kept the weights after %d rows",
            member + 1,
            plan.members(),
            summary.rowsSeen(),
            summary.epochs(),
            summary.rowsPerSecond(),
            summary.bestRowsSeen()));
    return network;
  }

  /** The share of the networks in each head, from the stopping rows. */
  private double[] shares(List<TrainedNetwork> members, List<LogisticRegression> regressions) {
    List<Head> heads = plan.spec().heads();
    int rows = Math.toIntExact(slices.stop().rows());
    float[][] network = new float[heads.size()][rows];
    float[] ctr = new float[rows];
    float[] cvr = new float[rows];
    for (TrainedNetwork member : members) {
      member.predict(source, slices.stop(), plan.options().threads(), ctr, cvr);
      for (int h = 0; h < network.length; h++) {
        float[] predicted = heads.get(h) == Head.CTR ? ctr : cvr;
        for (int row = 0; row < rows; row++) {
          network[h][row] += (float) (Logits.of(predicted[row]) / members.size());
        }
      }
    }
    float[] click = new float[rows];
    float[] conversion = new float[rows];
    float[] weight = new float[rows];
    float[][] regression = regressionLogits(regressions, click, conversion, weight);
    double[] shares = new double[heads.size()];
    for (int h = 0; h < shares.length; h++) {
      boolean isCtr = heads.get(h) == Head.CTR;
      float[] weights = weight.clone();
      for (int row = 0; row < rows && !isCtr; row++) {
        weights[row] *= click[row];
      }
      shares[h] =
          Blend.share(
              network[h], regression[h], isCtr ? click : conversion, weights, prior(heads.get(h)));
    }
    return shares;
  }

  /** The share of the networks before any row is looked at. */
  private double prior(Head head) {
    if (start != null) {
      return start.networkShare(head);
    }
    return plan.crossValidated() ? Blend.SMALL_LOG_PRIOR_SHARE : Blend.PRIOR_SHARE;
  }

  private float[][] regressionLogits(
      List<LogisticRegression> regressions, float[] click, float[] conversion, float[] weight) {
    RowRange range = slices.stop();
    float[][] logits = new float[regressions.size()][(int) range.rows()];
    EncodedRows rows = new EncodedRows(schema, CHUNK_ROWS);
    float[][] labels = new float[3][CHUNK_ROWS];
    for (long from = range.from(); from < range.to(); from += CHUNK_ROWS) {
      int count = (int) Math.min(CHUNK_ROWS, range.to() - from);
      int at = (int) (from - range.from());
      source.read(from, count, rows, labels[0], labels[1], labels[2]);
      System.arraycopy(labels[0], 0, click, at, count);
      System.arraycopy(labels[1], 0, conversion, at, count);
      System.arraycopy(labels[2], 0, weight, at, count);
      for (int h = 0; h < logits.length; h++) {
        for (int row = 0; row < count; row++) {
          logits[h][at + row] = (float) regressions.get(h).logit(rows, row);
        }
      }
    }
    return logits;
  }
}
