package io.bidder.trainer.network;

import io.bidder.modelstore.onnx.ElementType;
import io.bidder.modelstore.onnx.GraphBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The graphs that training runs: weights and rows in, loss and gradients out. All shapes are fixed
 * to {@code rows}.
 *
 * <pre>
 *   in   latents [rows, F, k], linear [rows, H], numeric [rows, D]      what a row's embedding rows and numbers give
 *        label [rows, H] (0 or 1), rowWeight [rows, 1]
 *        mask.i [rows, units]                                           with dropout, for each hidden layer of the top
 *        every parameter of {@link DenseLayout} by its name
 *   out  loss [rows, 1]                                                 weighted
 *        logitsGradient [rows, H]                                       also the gradient of every first-order weight
 *        latentsGradient [rows, gradientVectors, k]                     beyond the features' it is of no use; for wide-deep
 *                                                                       [rows, F k]
 *        gradient:NAME for every parameter                              summed over the rows
 * </pre>
 *
 * The loss of one head is the logistic one. Two heads are trained over all impressions (Ma et al.,
 * "Entire Space Multi-Task Model", 2018): log-loss of the click under pCTR plus {@code
 * conversionWeight} times the log-loss of the conversion under pCTR x pCVR, so that pCVR is never
 * fitted to clicked rows alone.
 */
public final class StepGraph {
  public static final String LATENTS = "latents";
  public static final String LINEAR = "linear";
  public static final String NUMERIC = "numeric";
  public static final String LABEL = "label";
  public static final String ROW_WEIGHT = "rowWeight";
  public static final String MASK = "mask.";
  public static final String LOSS = "loss";
  public static final String LOGITS_GRADIENT = "logitsGradient";
  public static final String LATENTS_GRADIENT = "latentsGradient";
  public static final String PROBABILITIES = "probabilities";

  /** Below this 1 - pCTCVR counts as this: its logarithm stays finite in float32. */
  private static final double SMALLEST_COMPLEMENT = 1e-12;

  private StepGraph() {}

  /** The name of a parameter's gradient among the outputs. */
  public static String gradient(String parameter) {
    return NetworkGraph.gradient(parameter);
  }

  /** Forward and backward. */
  public static byte[] step(
      NetworkSpec spec, int rows, boolean dropout, double conversionWeight, ElementType real) {
    GraphBuilder graph = new GraphBuilder("step", real);
    NetworkGraph network = inputs(graph, spec, rows, dropout);
    String logits = network.logits(LINEAR);
    graph.input(LABEL, rows, spec.headCount());
    graph.input(ROW_WEIGHT, rows, 1);
    if (spec.headCount() == 1) {
      oneHead(graph, logits);
    } else {
      twoHeads(graph, logits, conversionWeight);
    }
    graph.output(LOSS, rows, 1);
    graph.output(LOGITS_GRADIENT, rows, spec.headCount());
    network.backward(LOGITS_GRADIENT, LATENTS_GRADIENT);
    if (spec.hasLatents()) {
      graph.output(LATENTS_GRADIENT, dimensions(latentsGradientShape(spec, rows)));
    }
    for (DenseLayout.Parameter parameter : new DenseLayout(spec).parameters()) {
      graph.output(gradient(parameter.name()), dimensions(parameter.shape()));
    }
    return graph.toBytes();
  }

  /** Forward only: the heads' probabilities [rows, H], without dropout. */
  public static byte[] forward(NetworkSpec spec, int rows, ElementType real) {
    GraphBuilder graph = new GraphBuilder("forward", real);
    String logits = inputs(graph, spec, rows, false).logits(LINEAR);
    graph.output(graph.rename(graph.sigmoid(logits), PROBABILITIES), rows, spec.headCount());
    return graph.toBytes();
  }

  /** The shape of {@link #LATENTS_GRADIENT}. */
  static long[] latentsGradientShape(NetworkSpec spec, int rows) {
    return spec.architecture() == Architecture.DLRM
        ? new long[] {rows, spec.gradientVectors(), spec.latent()}
        : new long[] {rows, spec.featureCount() * (long) spec.latent()};
  }

  private static NetworkGraph inputs(
      GraphBuilder graph, NetworkSpec spec, int rows, boolean dropout) {
    for (DenseLayout.Parameter parameter : new DenseLayout(spec).parameters()) {
      graph.input(parameter.name(), dimensions(parameter.shape()));
    }
    graph.input(LINEAR, rows, spec.headCount());
    if (spec.hasLatents()) {
      graph.input(LATENTS, rows, spec.featureCount(), spec.latent());
    }
    if (spec.numericCount() > 0) {
      graph.input(NUMERIC, rows, spec.numericCount());
    }
    List<String> masks = new ArrayList<>();
    if (dropout) {
      for (int i = 0; i < spec.top().size(); i++) {
        masks.add(graph.input(MASK + i, rows, spec.top().get(i)));
      }
    }
    return new NetworkGraph(graph, spec, NUMERIC, LATENTS, masks);
  }

  private static Object[] dimensions(long... shape) {
    return Arrays.stream(shape).boxed().toArray();
  }

  /** Loss softplus(a) - y a, gradient p - y. */
  private static void oneHead(GraphBuilder g, String a) {
    String loss = g.subtract(softplus(g, a), g.multiply(LABEL, a));
    g.named(LOSS, "Mul", Map.of(), loss, ROW_WEIGHT);
    g.named(LOGITS_GRADIENT, "Mul", Map.of(), g.subtract(g.sigmoid(a), LABEL), ROW_WEIGHT);
  }

  /**
   * With p = sigmoid(a), q = sigmoid(b), r = p q and the complements p' = 1 - p, q' = 1 - q, r' = 1
   * - r = p' + p q' (no difference of near-equal numbers):
   *
   * <pre>
   *   loss    softplus(a) - y a  +  c [ z (softplus(-a) + softplus(-b)) - (1 - z) log r' ]
   *   d/da    p - y  +  c p' [ (1 - z) r / r' - z ]
   *   d/db              c q' [ (1 - z) r / r' - z ]
   * </pre>
   */
  private static void twoHeads(GraphBuilder g, String logits, double conversionWeight) {
    String a = g.slice(logits, 1, 0, 1);
    String b = g.slice(logits, 1, 1, 2);
    String y = g.slice(LABEL, 1, 0, 1);
    String z = g.slice(LABEL, 1, 1, 2);
    String p = g.sigmoid(a);
    String q = g.sigmoid(b);
    String notP = g.sigmoid(g.node("Neg", a));
    String notQ = g.sigmoid(g.node("Neg", b));
    String r = g.multiply(p, q);
    String notR = g.node("Max", g.add(notP, g.multiply(p, notQ)), g.scalar(SMALLEST_COMPLEMENT));
    String notZ = g.subtract(g.scalar(1), z);
    String c = g.scalar(conversionWeight);

    String click = g.subtract(softplus(g, a), g.multiply(y, a));
    String converted =
        g.multiply(z, g.add(softplus(g, g.node("Neg", a)), softplus(g, g.node("Neg", b))));
    String conversion = g.subtract(converted, g.multiply(notZ, g.node("Log", notR)));
    g.named(LOSS, "Mul", Map.of(), g.add(click, g.multiply(c, conversion)), ROW_WEIGHT);

    String pull = g.multiply(c, g.subtract(g.node("Div", g.multiply(notZ, r), notR), z));
    String da = g.add(g.subtract(p, y), g.multiply(notP, pull));
    String db = g.multiply(notQ, pull);
    g.named(LOGITS_GRADIENT, "Mul", Map.of(), g.concat(1, da, db), ROW_WEIGHT);
  }

  /** log(1 + exp(a)) = max(a, 0) + log(1 + exp(-|a|)). */
  private static String softplus(GraphBuilder g, String a) {
    String tail = g.node("Exp", g.node("Neg", g.node("Abs", a)));
    return g.add(g.node("Relu", a), g.node("Log", g.add(tail, g.scalar(1))));
  }
}
