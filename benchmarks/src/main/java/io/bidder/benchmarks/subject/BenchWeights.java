package io.bidder.benchmarks.subject;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The benchmarks' network in numbers: a DLRM whose weights are drawn from a seed, scaled so that
 * values keep their size from layer to layer, P(click) is a few percent and differs between ads as
 * a trained network's does. Immutable; the arrays are not to be written to.
 *
 * <pre>
 *   numeric [13] ── 512 ── 256 ── 64 ──┐
 *   embeddings [26, 64] ───────────────┴─ 27 vectors ── 351 dot products, bottom [64] ── 512 ── 256 ── 2
 * </pre>
 */
final class BenchWeights {
  static final int NUMBERS = 13;
  static final int FEATURES = 26;
  static final int DIMENSION = 64;
  static final List<Integer> BOTTOM = List.of(512, 256, DIMENSION);
  static final List<Integer> TOP = List.of(512, 256);
  static final int HEADS = 2;

  /** The features' vectors and the bottom network's, which is the last. */
  static final int VECTORS = FEATURES + 1;

  /** Pairs (i, j) with j &lt; i, by i and then by j. */
  static final int PAIRS = VECTORS * (VECTORS - 1) / 2;

  /** Dot products of two vectors of 64 such numbers have a standard deviation of about 1. */
  private static final float EMBEDDING_BOUND = 0.6f;

  /** Makes the bottom network's vector as long as a feature's. */
  private static final double BOTTOM_SCALE = 0.25;

  /** Makes the logits' standard deviation about 0.5. */
  private static final double HEAD_SCALE = 0.45;

  private static final double CTR = 0.02;
  private static final double CVR = 0.05;

  /** A dense layer: {@code weight} [units, inputs], {@code bias} [units]. */
  @SuppressWarnings("ArrayRecordComponent") // Internal, and nobody compares layers.
  record Layer(int units, int inputs, float[] weight, float[] bias) {}

  private final long seed;
  private final List<Layer> bottom = new ArrayList<>();
  private final List<Layer> top = new ArrayList<>();
  private final Layer heads;

  BenchWeights(long seed) {
    this.seed = seed;
    SplittableRandom random = new SplittableRandom(seed);
    int inputs = NUMBERS;
    for (int units : BOTTOM) {
      bottom.add(layer(units, inputs, units == DIMENSION ? BOTTOM_SCALE : 1, random));
      inputs = units;
    }
    inputs = PAIRS + DIMENSION;
    for (int units : TOP) {
      top.add(layer(units, inputs, 1, random));
      inputs = units;
    }
    Layer drawn = layer(HEADS, inputs, HEAD_SCALE, random);
    heads =
        new Layer(
            HEADS, inputs, drawn.weight, new float[] {(float) logit(CTR), (float) logit(CVR)});
  }

  /** Layers over the numbers; a ReLU after each but the last. */
  List<Layer> bottom() {
    return bottom;
  }

  /** Layers over the dot products and the bottom network's vector; a ReLU after each. */
  List<Layer> top() {
    return top;
  }

  /** The logits of CTR and CVR. */
  Layer heads() {
    return heads;
  }

  /** A table's rows, one after the other: the same for the same seed and feature. */
  Rows rows(int feature) {
    return new Rows(new SplittableRandom(seed + 1 + feature));
  }

  /** Fills row after row. */
  static final class Rows {
    private final SplittableRandom random;

    private Rows(SplittableRandom random) {
      this.random = random;
    }

    void next(float[] row) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (2 * random.nextFloat() - 1) * EMBEDDING_BOUND;
      }
    }
  }

  /** He et al. 2015: uniform with a variance of 2 / inputs. */
  private static Layer layer(int units, int inputs, double scale, SplittableRandom random) {
    float bound = (float) (scale * Math.sqrt(6.0 / inputs));
    float[] weight = new float[units * inputs];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (2 * random.nextFloat() - 1) * bound;
    }
    float[] bias = new float[units];
    for (int i = 0; i < units; i++) {
      bias[i] = (2 * random.nextFloat() - 1) * 0.05f;
    }
    return new Layer(units, inputs, weight, bias);
  }

  private static double logit(double probability) {
    return Math.log(probability / (1 - probability));
  }
}
