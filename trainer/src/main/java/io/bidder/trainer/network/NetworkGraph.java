package io.bidder.trainer.network;

import io.bidder.modelstore.onnx.GraphBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Emits the nodes of a network: the way from a row's latent vectors, first-order sum and numbers to
 * its logits, and back from the logits' gradient to that of every weight and latent vector. The
 * weights are values of the graph that go by their names in {@link DenseLayout}; whoever begins the
 * graph decides whether they are inputs or constants.
 *
 * <pre>
 *   numeric [B, D] ── bottom ──┐
 *   latents [B, F, k] ─────────┴─ cat [B, F+1, k] ── cat cat' ── top ──┐
 *   linear [B, H] (sum of first-order weights), numeric, bias ─────────┴─ logits [B, H]
 * </pre>
 */
final class NetworkGraph {
  private static final String GRADIENT = "gradient:";

  private record Part(String input, String weight) {}

  private final GraphBuilder graph;
  private final String prefix;
  private final NetworkSpec spec;
  private final String numeric;
  private final String latents;
  private final List<String> bottomOutputs = new ArrayList<>();
  private final List<Part> topParts = new ArrayList<>();
  private final List<String> hidden = new ArrayList<>();
  private final List<String> masks;
  private String vectors = "";

  /**
   * @param numeric value [B, D]; not looked at without numbers
   * @param latents value [B, F, k]; not looked at without latent vectors
   * @param masks one value [B, units] for each hidden layer of the top network, by which its output
   *     is multiplied; or none
   */
  NetworkGraph(
      GraphBuilder graph, NetworkSpec spec, String numeric, String latents, List<String> masks) {
    this(graph, "", spec, numeric, latents, masks);
  }

  /** The same with {@code prefix} before the name of every weight. */
  NetworkGraph(
      GraphBuilder graph,
      String prefix,
      NetworkSpec spec,
      String numeric,
      String latents,
      List<String> masks) {
    this.graph = graph;
    this.prefix = prefix;
    this.spec = spec;
    this.numeric = numeric;
    this.latents = latents;
    this.masks = masks;
  }

  /** The name of a parameter's gradient. */
  static String gradient(String parameter) {
    return GRADIENT + parameter;
  }

  /**
   * Adds the forward nodes; {@code linear} is the rows' sum of first-order weights [B, H]. Returns
   * the logits [B, H].
   */
  String logits(String linear) {
    String logits = graph.add(linear, prefix + "bias");
    if (spec.numericCount() > 0) {
      logits = affine(numeric, prefix + "numeric.weight", logits);
    }
    return withLayers(logits);
  }

  /** Adds the forward nodes of the layers alone; returns {@code logits} [B, H] plus theirs. */
  String withLayers(String logits) {
    if (spec.architecture() == Architecture.LOGISTIC) {
      return logits;
    }
    String first = prefix + (spec.top().isEmpty() ? "out." : "top.0.");
    if (spec.architecture() == Architecture.DLRM) {
      interactions(first);
    } else {
      if (spec.hasLatents()) {
        topParts.add(
            new Part(
                graph.reshape(latents, 0, spec.featureCount() * (long) spec.latent()),
                first + "latents"));
      }
      if (spec.numericCount() > 0) {
        topParts.add(new Part(numeric, first + "numeric"));
      }
    }
    if (spec.top().isEmpty()) {
      return sum(topParts, logits);
    }
    for (int i = 0; i < spec.top().size(); i++) {
      String before =
          i == 0
              ? sum(topParts, prefix + "top.0.bias")
              : layer(hidden.getLast(), prefix + "top." + i);
      String after = graph.node("Relu", before);
      hidden.add(masks.isEmpty() ? after : graph.multiply(after, masks.get(i)));
    }
    return affine(hidden.getLast(), prefix + "out.weight", logits);
  }

  private void interactions(String first) {
    vectors = latents;
    if (spec.hasBottom()) {
      String bottom = numeric;
      for (int i = 0; i <= spec.bottom().size(); i++) {
        // The last layer is linear: a latent vector may point anywhere.
        bottom = layer(bottom, prefix + "bottom." + i);
        if (i < spec.bottom().size()) {
          bottom = graph.node("Relu", bottom);
        }
        bottomOutputs.add(bottom);
      }
      String vector = graph.reshape(bottom, 0, 1, spec.latent());
      vectors = spec.hasLatents() ? graph.concat(1, latents, vector) : vector;
    }
    long count = spec.gradientVectors();
    String products = graph.matMul(vectors, graph.transpose(vectors, 0, 2, 1));
    topParts.add(new Part(graph.reshape(products, 0, count * count), first + "interactions"));
    if (spec.hasBottom()) {
      topParts.add(new Part(bottomOutputs.getLast(), first + "bottom"));
    }
  }

  private String layer(String input, String name) {
    return affine(input, name + ".weight", name + ".bias");
  }

  /** {@code input weight' + start}; the weight is [units, inputs]. */
  private String affine(String input, String weight, String start) {
    return graph.node("Gemm", Map.of("transB", 1), input, weight, start);
  }

  private String sum(List<Part> parts, String start) {
    String sum = start;
    for (Part part : parts.reversed()) {
      sum = affine(part.input(), part.weight(), sum);
    }
    return sum;
  }

  /**
   * Adds the backward nodes after {@link #logits}: for every parameter a value called {@link
   * #gradient} of its name, and the gradient of the latent vectors, if there are any, as {@code
   * latentsGradient}: [B, F+1, k] for DLRM, [B, F k] else.
   */
  void backward(String logitsGradient, String latentsGradient) {
    biasGradient(prefix + "bias", logitsGradient);
    if (spec.numericCount() > 0) {
      weightGradient(new Part(numeric, prefix + "numeric.weight"), logitsGradient);
    }
    if (spec.architecture() == Architecture.LOGISTIC) {
      return;
    }
    String after = logitsGradient;
    if (!spec.top().isEmpty()) {
      weightGradient(new Part(hidden.getLast(), prefix + "out.weight"), logitsGradient);
      after = inputGradient(prefix + "out.weight", logitsGradient);
      for (int i = hidden.size() - 1; i > 0; i--) {
        String before =
            activationGradient(after, hidden.get(i), masks.isEmpty() ? "" : masks.get(i));
        layerGradient(hidden.get(i - 1), prefix + "top." + i, before);
        after = inputGradient(prefix + "top." + i + ".weight", before);
      }
      after = activationGradient(after, hidden.getFirst(), masks.isEmpty() ? "" : masks.getFirst());
      biasGradient(prefix + "top.0.bias", after);
    }
    for (Part part : topParts) {
      weightGradient(part, after);
    }
    if (spec.architecture() == Architecture.DLRM) {
      interactionsBackward(after, latentsGradient);
    } else if (spec.hasLatents()) {
      graph.named(latentsGradient, "MatMul", Map.of(), after, topParts.getFirst().weight());
    }
  }

  private void interactionsBackward(String after, String latentsGradient) {
    long count = spec.gradientVectors();
    String products =
        graph.reshape(inputGradient(topParts.getFirst().weight(), after), 0, count, count);
    // d(cat) = (dP + dP') cat; the weights of (i, j) and (j, i) are equal, so dP is its own
    // transpose.
    String half = graph.matMul(products, vectors);
    graph.named(latentsGradient, "Mul", Map.of(), half, graph.scalar(2));
    if (spec.hasBottom()) {
      String ofBottom =
          graph.slice(latentsGradient, 1, spec.featureCount(), spec.featureCount() + 1L);
      String gradient =
          graph.add(
              graph.reshape(ofBottom, 0, spec.latent()),
              inputGradient(topParts.getLast().weight(), after));
      for (int i = spec.bottom().size(); i >= 0; i--) {
        if (i < spec.bottom().size()) {
          gradient = activationGradient(gradient, bottomOutputs.get(i), "");
        }
        layerGradient(
            i == 0 ? numeric : bottomOutputs.get(i - 1), prefix + "bottom." + i, gradient);
        if (i > 0) {
          gradient = inputGradient(prefix + "bottom." + i + ".weight", gradient);
        }
      }
    }
  }

  /** The sign of a ReLU's output is 1 where the gradient passes and 0 where it does not. */
  private String activationGradient(String gradient, String output, String mask) {
    String passed = graph.multiply(gradient, graph.node("Sign", output));
    return mask.isEmpty() ? passed : graph.multiply(passed, mask);
  }

  private void layerGradient(String input, String name, String gradient) {
    weightGradient(new Part(input, name + ".weight"), gradient);
    biasGradient(name + ".bias", gradient);
  }

  private void weightGradient(Part part, String gradient) {
    graph.named(gradient(part.weight()), "Gemm", Map.of("transA", 1), gradient, part.input());
  }

  private void biasGradient(String bias, String gradient) {
    graph.named(gradient(bias), "ReduceSum", Map.of("keepdims", 0), gradient, graph.longs(0));
  }

  private String inputGradient(String weight, String gradient) {
    return graph.matMul(gradient, weight);
  }
}
