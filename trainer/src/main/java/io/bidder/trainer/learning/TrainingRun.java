package io.bidder.trainer.learning;

import org.jspecify.annotations.Nullable;

/**
 * One training from first to last epoch: batches, evaluations, early stopping, the best weights
 * kept.
 */
final class TrainingRun implements AutoCloseable {
  private static final long REPORT_EVERY_ROWS = 100_000;

  private final Learner learner;
  private final TrainingOptions options;
  private final RowSource source;
  private final @Nullable RowRange stopping;
  private final TrainingProgress.Listener listener;
  private final ShuffledRows rows;
  private final long trainingRows;
  private final ForwardPass forward;
  private final Weights weights;

  private long startNs;
  private long rowsSeen;
  private long steps;
  private long evaluatedAt;
  private long reportedAt;
  private double lossSinceReport;
  private double weightSinceReport;
  private int withoutBetter;
  private double bestLoss = Double.NaN;
  private double keptLoss = Double.NaN;
  private long bestRowsSeen;

  TrainingRun(
      Learner learner,
      FeatureLayout layout,
      TrainingOptions options,
      RowSource source,
      RowRange training,
      @Nullable RowRange stopping,
      TrainingProgress.Listener listener) {
    this.learner = learner;
    this.options = options;
    this.source = source;
    this.stopping = stopping;
    this.listener = listener;
    this.trainingRows = training.rows();
    this.rows = new ShuffledRows(layout, source, training, options.seed());
    this.forward = new ForwardPass(learner.engine, learner.filler, layout, learner.workers);
    this.weights = new Weights(learner);
  }

  TrainedNetwork.Summary run() {
    startNs = System.nanoTime();
    int epoch = 0;
    while (epoch < options.epochs() && withoutBetter < options.patience()) {
      epoch++;
      pass(epoch);
    }
    if (!Double.isNaN(bestLoss)) {
      weights.restoreBest();
    } else {
      weights.useAverage();
      bestRowsSeen = rowsSeen;
    }
    return new TrainedNetwork.Summary(epoch, rowsSeen, rowsPerSecond(), bestRowsSeen, keptLoss);
  }

  /** Falls evenly from 1 at the first row to the final share at the last. */
  private double rateShare() {
    double done = rowsSeen / ((double) options.epochs() * trainingRows);
    return 1 - done * (1 - options.finalRateShare());
  }

  private void pass(int epoch) {
    ShuffledRows.Epoch pass = rows.epoch(epoch);
    while (pass.hasNext() && withoutBetter < options.patience()) {
      RowGroup group = pass.next();
      for (int from = 0;
          from < group.size() && withoutBetter < options.patience();
          from += options.batchRows()) {
        int count = Math.min(options.batchRows(), group.size() - from);
        learner.rateShare(rateShare());
        lossSinceReport += learner.step(source, group, from, count, steps++);
        for (int i = from; i < from + count; i++) {
          weightSinceReport += group.weight[group.order[i]];
        }
        rowsSeen += count;
        boolean last = !pass.hasNext() && from + count == group.size();
        if (last
            || (options.evaluateEveryRows() > 0
                && rowsSeen - evaluatedAt >= options.evaluateEveryRows())) {
          pass.settle();
          evaluate(epoch);
        } else if (rowsSeen - reportedAt >= REPORT_EVERY_ROWS) {
          report(epoch, Double.NaN);
        }
      }
    }
    pass.settle();
  }

  private void evaluate(int epoch) {
    evaluatedAt = rowsSeen;
    double loss = Double.NaN;
    if (options.averaging() > 0) {
      weights.average((float) options.averaging());
    }
    if (stopping != null) {
      weights.useAverage();
      MeanLoss mean = new MeanLoss(learner.spec, options.conversionWeight());
      forward.run(source, stopping, mean);
      loss = mean.mean();
      if (Double.isNaN(bestLoss) || loss < bestLoss * (1 + options.stoppingTolerance())) {
        bestLoss = Double.isNaN(bestLoss) ? loss : Math.min(bestLoss, loss);
        keptLoss = loss;
        bestRowsSeen = rowsSeen;
        withoutBetter = 0;
        weights.keepBest();
      } else {
        withoutBetter++;
      }
      weights.useLatest();
    }
    report(epoch, loss);
  }

  private void report(int epoch, double stoppingLoss) {
    double trainingLoss = lossSinceReport / weightSinceReport;
    reportedAt = rowsSeen;
    lossSinceReport = 0;
    weightSinceReport = 0;
    listener.on(new TrainingProgress(epoch, rowsSeen, rowsPerSecond(), trainingLoss, stoppingLoss));
  }

  private double rowsPerSecond() {
    return rowsSeen / ((System.nanoTime() - startNs) / 1e9);
  }

  @Override
  public void close() {
    rows.close();
  }
}
