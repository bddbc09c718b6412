package io.bidder.trainer.learning;

import io.bidder.modelstore.schema.Head;
import io.bidder.trainer.network.NetworkSpec;

/** The training objective of predicted probabilities: weighted mean loss of a row. */
final class MeanLoss implements ForwardPass.Sink {
  /** Probabilities are kept this far from 0 and 1 before their logarithm is taken. */
  private static final double MARGIN = 1e-12;

  private final NetworkSpec spec;
  private final double conversionWeight;
  private double loss;
  private double weight;

  MeanLoss(NetworkSpec spec, double conversionWeight) {
    this.spec = spec;
    this.conversionWeight = conversionWeight;
  }

  @Override
  public void on(float[] probabilities, RowGroup group, int from, int count) {
    int heads = spec.headCount();
    for (int row = 0; row < count; row++) {
      int position = group.order[from + row];
      double p = probabilities[row * heads];
      float label =
          spec.heads().getFirst() == Head.CTR ? group.click[position] : group.conversion[position];
      double ofRow = logLoss(label, p);
      if (heads == 2) {
        ofRow +=
            conversionWeight * logLoss(group.conversion[position], p * probabilities[row * 2 + 1]);
      }
      loss += group.weight[position] * ofRow;
      weight += group.weight[position];
    }
  }

  private static double logLoss(float label, double p) {
    double clipped = Math.clamp(p, MARGIN, 1 - MARGIN);
    return -(label * Math.log(clipped) + (1 - label) * Math.log1p(-clipped));
  }

  double mean() {
    return loss / weight;
  }
}
