package io.bidder.trainer.learning;

import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.trainer.network.DenseLayout;
import io.bidder.trainer.network.NetworkSpec;
import org.jspecify.annotations.Nullable;

/**
 * Learns a network's weights: counts values, then passes over shuffled training rows in
 * mini-batches until the loss on the stopping rows, which training never sees, gets no better. The
 * same rows, options and seed give the same bits, on any number of threads.
 */
public final class NetworkTrainer {
  private final FeatureSchema schema;
  private final NetworkSpec spec;
  private final TrainingOptions options;
  private final @Nullable TrainedNetwork start;

  /** A trainer that begins with made-up weights. */
  public NetworkTrainer(FeatureSchema schema, NetworkSpec spec, TrainingOptions options) {
    this(schema, spec, options, null);
  }

  /**
   * A trainer.
   *
   * @param start the network of the same shape to go on from; null to begin with made-up weights
   */
  public NetworkTrainer(
      FeatureSchema schema,
      NetworkSpec spec,
      TrainingOptions options,
      @Nullable TrainedNetwork start) {
    if (schema.embedded().size() != spec.featureCount()
        || schema.numeric().size() != spec.numericCount()) {
      throw new IllegalArgumentException("the network was made for another schema");
    }
    this.schema = schema;
    this.spec = spec;
    this.options = options;
    this.start = start;
  }

  /**
   * Trains.
   *
   * @param counts of the training rows, and of those that the start learnt from
   * @param shared which values share an embedding row
   * @param stopping rows that decide when to stop and which weights to keep; null to take the last
   *     weights
   * @throws TrainingFailedException if the labels are all the same or the loss is no longer finite
   */
  public TrainedNetwork train(
      RowSource source,
      RowRange training,
      @Nullable RowRange stopping,
      ValueCounts counts,
      SharedRows shared,
      TrainingProgress.Listener listener) {
    double[] baseLogits = baseLogits(counts, training);
    DenseLayout dense = new DenseLayout(spec);
    FeatureLayout layout = new FeatureLayout(schema);
    Learner learner =
        new Learner(
            spec,
            layout,
            options,
            shared,
            counts,
            dense.initial(options.seed(), baseLogits),
            start);
    try (learner;
        TrainingRun run =
            new TrainingRun(learner, layout, options, source, training, stopping, listener)) {
      TrainedNetwork.Summary summary = run.run();
      clearUntouched(learner, counts, shared);
      return new TrainedNetwork(
          schema, spec, learner.dense(), learner.denseSquares(), learner.tables(), shared, summary);
    }
  }

  /**
   * Rows that no training row looked up know nothing: without a latent vector they add nothing to a
   * score.
   */
  private void clearUntouched(Learner learner, ValueCounts counts, SharedRows shared) {
    for (int f = 0; f < spec.featureCount(); f++) {
      int[] lookups = shared.lookups(f, counts);
      for (int row = 0; row < lookups.length; row++) {
        boolean drawn = options.featureDropout() > 0 && row == shared.unknownRow(f);
        if (lookups[row] == 0 && !drawn) {
          learner.tables().get(f).clearLatent(row);
        }
      }
    }
  }

  private double[] baseLogits(ValueCounts counts, RowRange training) {
    double[] logits = new double[spec.headCount()];
    for (int i = 0; i < logits.length; i++) {
      boolean ctr = spec.heads().get(i) == Head.CTR;
      double positives = ctr ? counts.clicks() : counts.conversions();
      double trials = ctr || i == 0 ? counts.weight() : counts.clicks();
      if (positives <= 0 || positives >= trials) {
        throw new TrainingFailedException(
            "head "
                + spec.heads().get(i).id()
                + ": "
                + positives
                + " of "
                + trials
                + " (weighted) among training rows "
                + training.from()
                + " to "
                + (training.to() - 1)
                + " are positive; both kinds are needed");
      }
      // Half a row of each kind on top keeps the logit of few positives from being taken at its
      // word.
      logits[i] = Math.log((positives + 0.5) / (trials - positives + 0.5));
    }
    return logits;
  }
}
