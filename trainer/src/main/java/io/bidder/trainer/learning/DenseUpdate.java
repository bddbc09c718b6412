package io.bidder.trainer.learning;

import io.bidder.trainer.network.DenseLayout;
import io.bidder.trainer.network.StepEngine;
import java.util.Arrays;

/** Adagrad for the dense weights. Different parts may be updated by different threads at once. */
final class DenseUpdate {
  private static final int PART_FLOATS = 4096;

  final float[] weights;

  /** Adagrad's sums of squared gradients. */
  final float[] squares;

  /** Prior of each weight, as a share of a row. */
  private final float[] lambdas;

  private final float[] rates;
  private final float[] sums;

  /**
   * @param trainingRows rows of a pass, over which a prior is spread
   */
  DenseUpdate(DenseLayout layout, float[] weights, TrainingOptions options, long trainingRows) {
    this.weights = weights;
    squares = new float[weights.length];
    Arrays.fill(squares, (float) options.initialAccumulator());
    lambdas = new float[weights.length];
    rates = new float[weights.length];
    sums = new float[weights.length];
    for (DenseLayout.Parameter parameter : layout.parameters()) {
      boolean firstOrder = parameter.role() == DenseLayout.Role.FIRST_ORDER;
      double lambda =
          switch (parameter.role()) {
            case LAYER, INTERACTIONS, OUTPUT, PRODUCTS -> options.denseLambda();
            case FIRST_ORDER -> options.firstOrderLambda();
            case BIAS, HEAD_BIAS -> 0;
          };
      int to = parameter.offset() + parameter.size();
      Arrays.fill(lambdas, parameter.offset(), to, (float) (lambda / trainingRows));
      Arrays.fill(
          rates,
          parameter.offset(),
          to,
          (float) (firstOrder ? options.firstOrderRate() : options.denseRate()));
    }
  }

  /** Parts that {@link #update} takes. */
  int parts() {
    return Math.ceilDiv(weights.length, PART_FLOATS);
  }

  /**
   * Adds up a part's gradients chunk by chunk and changes its weights at {@code rateShare} of their
   * rates.
   */
  void update(int part, StepEngine engine, int chunks, int rows, float rateShare) {
    int from = part * PART_FLOATS;
    int to = Math.min(weights.length, from + PART_FLOATS);
    System.arraycopy(engine.chunk(0).denseGradient, from, sums, from, to - from);
    for (int chunk = 1; chunk < chunks; chunk++) {
      float[] gradient = engine.chunk(chunk).denseGradient;
      for (int i = from; i < to; i++) {
        sums[i] += gradient[i];
      }
    }
    for (int i = from; i < to; i++) {
      float gradient = sums[i] + rows * lambdas[i] * weights[i];
      float square = squares[i] + gradient * gradient;
      squares[i] = square;
      weights[i] -= rateShare * rates[i] * gradient / (float) Math.sqrt(square);
    }
  }
}
