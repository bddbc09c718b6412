package io.bidder.trainer.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.bidder.modelstore.onnx.ElementType;
import io.bidder.modelstore.runtime.OrtLibrary;
import io.bidder.modelstore.schema.Head;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every gradient of the training step against central differences, in float64. */
class StepGraphTest {
  private static final OrtEnvironment ENVIRONMENT = OrtLibrary.environment();
  private static final List<Head> BOTH = List.of(Head.CTR, Head.CVR);
  private static final int ROWS = 5;
  private static final double STEP = 1e-5;
  private static final double CONVERSION_WEIGHT = 0.7;

  static Stream<Arguments> networks() {
    List<Head> ctr = List.of(Head.CTR);
    return Stream.of(
        Arguments.of(
            "dlrm", spec(Architecture.DLRM, BOTH, 3, 4, 5, List.of(6), List.of(7, 4)), true),
        Arguments.of(
            "dlrm, one head",
            spec(Architecture.DLRM, ctr, 3, 4, 5, List.of(6, 5), List.of(7)),
            false),
        Arguments.of(
            "dlrm, no numbers",
            spec(Architecture.DLRM, BOTH, 0, 4, 5, List.of(), List.of(7, 4)),
            true),
        Arguments.of(
            "dlrm, numbers only",
            spec(Architecture.DLRM, ctr, 3, 0, 5, List.of(6), List.of(7)),
            false),
        Arguments.of(
            "dlrm, no layers", spec(Architecture.DLRM, BOTH, 2, 3, 5, List.of(), List.of()), false),
        Arguments.of(
            "dlrm, products to the logits",
            spec(Architecture.DLRM, BOTH, 3, 4, 5, List.of(6), List.of()),
            false),
        Arguments.of(
            "wide-deep",
            spec(Architecture.WIDE_DEEP, BOTH, 3, 4, 5, List.of(), List.of(7, 4)),
            true),
        Arguments.of(
            "wide-deep, one head",
            spec(Architecture.WIDE_DEEP, ctr, 3, 4, 5, List.of(), List.of(7)),
            false),
        Arguments.of(
            "wide-deep, no numbers",
            spec(Architecture.WIDE_DEEP, ctr, 0, 4, 5, List.of(), List.of(6)),
            false),
        Arguments.of(
            "logistic", spec(Architecture.LOGISTIC, BOTH, 3, 4, 2, List.of(), List.of()), false),
        Arguments.of(
            "logistic, cvr",
            spec(Architecture.LOGISTIC, List.of(Head.CVR), 0, 4, 1, List.of(), List.of()),
            false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void everyGradientShouldEqualFiniteDifferences(String name, NetworkSpec spec, boolean dropout)
      throws OrtException {
    Map<String, double[]> inputs = randomInputs(spec, dropout);
    byte[] model = StepGraph.step(spec, ROWS, dropout, CONVERSION_WEIGHT, ElementType.DOUBLE);
    try (OrtSession session = ENVIRONMENT.createSession(model)) {
      Map<String, double[]> outputs = run(session, spec, inputs);
      checkGradient(
          session, spec, inputs, StepGraph.LINEAR, value(outputs, StepGraph.LOGITS_GRADIENT));
      for (DenseLayout.Parameter parameter : new DenseLayout(spec).parameters()) {
        double[] gradient = value(outputs, StepGraph.gradient(parameter.name()));
        assertTrue(
            Arrays.stream(gradient).anyMatch(g -> g != 0),
            "the gradient of " + parameter.name() + " is all zero");
        checkGradient(session, spec, inputs, parameter.name(), gradient);
      }
      if (spec.hasLatents()) {
        checkGradient(
            session,
            spec,
            inputs,
            StepGraph.LATENTS,
            withoutBottom(spec, value(outputs, StepGraph.LATENTS_GRADIENT)));
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void lossShouldBeTheLogLossOfTheProbabilities(String name, NetworkSpec spec, boolean dropout)
      throws OrtException {
    Map<String, double[]> inputs = randomInputs(spec, false);
    byte[] model = StepGraph.step(spec, ROWS, false, CONVERSION_WEIGHT, ElementType.DOUBLE);
    try (OrtSession session = ENVIRONMENT.createSession(model);
        OrtSession forward =
            ENVIRONMENT.createSession(StepGraph.forward(spec, ROWS, ElementType.DOUBLE))) {
      double[] loss = value(run(session, spec, inputs), StepGraph.LOSS);
      double[] p = value(run(forward, spec, inputs), StepGraph.PROBABILITIES);
      double[] labels = value(inputs, StepGraph.LABEL);
      int heads = spec.headCount();
      for (int row = 0; row < ROWS; row++) {
        double expected = logLoss(labels[row * heads], p[row * heads]);
        if (heads == 2) {
          expected += CONVERSION_WEIGHT * logLoss(labels[row * 2 + 1], p[row * 2] * p[row * 2 + 1]);
        }
        assertEquals(expected * value(inputs, StepGraph.ROW_WEIGHT)[row], loss[row], 1e-9);
      }
    }
  }

  private static NetworkSpec spec(
      Architecture architecture,
      List<Head> heads,
      int numeric,
      int features,
      int dimension,
      List<Integer> bottom,
      List<Integer> top) {
    return new NetworkSpec(architecture, heads, numeric, features, dimension, bottom, top);
  }

  private static double[] value(Map<String, double[]> values, String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  private static double logLoss(double label, double p) {
    return -(label * Math.log(p) + (1 - label) * Math.log1p(-p));
  }

  /** Random everything; labels 0 and 1 with a conversion only after a click, as logs have it. */
  private static Map<String, double[]> randomInputs(NetworkSpec spec, boolean dropout) {
    SplittableRandom random = new SplittableRandom(7);
    Map<String, double[]> inputs = new TreeMap<>();
    for (Map.Entry<String, long[]> input : shapes(spec, dropout).entrySet()) {
      double[] values =
          new double[(int) Arrays.stream(input.getValue()).reduce(1, Math::multiplyExact)];
      Arrays.setAll(values, i -> random.nextDouble(-1, 1));
      inputs.put(input.getKey(), values);
    }
    for (DenseLayout.Parameter parameter : new DenseLayout(spec).parameters()) {
      if (parameter.role() == DenseLayout.Role.INTERACTIONS
          || parameter.role() == DenseLayout.Role.PRODUCTS) {
        mirror(value(inputs, parameter.name()), spec.gradientVectors(), parameter.units());
      }
    }
    Arrays.setAll(
        value(inputs, StepGraph.LABEL),
        i -> i < 2 * spec.headCount() ? 1 : i % 2 == 0 && i > 5 ? 1 : 0);
    Arrays.setAll(value(inputs, StepGraph.ROW_WEIGHT), i -> i == ROWS - 1 ? 0 : 0.5 + i);
    if (dropout) {
      for (int layer = 0; layer < spec.top().size(); layer++) {
        Arrays.setAll(value(inputs, StepGraph.MASK + layer), i -> i % 3 == 0 ? 0 : 1.5);
      }
    }
    return inputs;
  }

  private static Map<String, long[]> shapes(NetworkSpec spec, boolean dropout) {
    Map<String, long[]> shapes = new HashMap<>();
    for (DenseLayout.Parameter parameter : new DenseLayout(spec).parameters()) {
      shapes.put(parameter.name(), parameter.shape());
    }
    shapes.put(StepGraph.LINEAR, new long[] {ROWS, spec.headCount()});
    shapes.put(StepGraph.LABEL, new long[] {ROWS, spec.headCount()});
    shapes.put(StepGraph.ROW_WEIGHT, new long[] {ROWS, 1});
    if (spec.hasLatents()) {
      shapes.put(StepGraph.LATENTS, new long[] {ROWS, spec.featureCount(), spec.latent()});
    }
    if (spec.numericCount() > 0) {
      shapes.put(StepGraph.NUMERIC, new long[] {ROWS, spec.numericCount()});
    }
    for (int i = 0; dropout && i < spec.top().size(); i++) {
      shapes.put(StepGraph.MASK + i, new long[] {ROWS, spec.top().get(i)});
    }
    return shapes;
  }

  private static void mirror(double[] weights, int vectors, int units) {
    for (int unit = 0; unit < units; unit++) {
      int matrix = unit * vectors * vectors;
      for (int i = 0; i < vectors; i++) {
        for (int j = 0; j < i; j++) {
          weights[matrix + j * vectors + i] = weights[matrix + i * vectors + j];
        }
      }
    }
  }

  private static double[] withoutBottom(NetworkSpec spec, double[] gradient) {
    int kept = spec.featureCount() * spec.latent();
    int all = gradient.length / ROWS;
    double[] without = new double[ROWS * kept];
    for (int row = 0; row < ROWS; row++) {
      System.arraycopy(gradient, row * all, without, row * kept, kept);
    }
    return without;
  }

  private static void checkGradient(
      OrtSession session,
      NetworkSpec spec,
      Map<String, double[]> inputs,
      String name,
      double[] gradient)
      throws OrtException {
    double[] values = value(inputs, name);
    assertEquals(values.length, gradient.length, name);
    for (int i = 0; i < values.length; i++) {
      double value = values[i];
      values[i] = value + STEP;
      double above = Arrays.stream(value(run(session, spec, inputs), StepGraph.LOSS)).sum();
      values[i] = value - STEP;
      double below = Arrays.stream(value(run(session, spec, inputs), StepGraph.LOSS)).sum();
      values[i] = value;
      double expected = (above - below) / (2 * STEP);
      assertEquals(expected, gradient[i], 1e-7 * (1 + Math.abs(expected)), name + "[" + i + "]");
    }
  }

  private static Map<String, double[]> run(
      OrtSession session, NetworkSpec spec, Map<String, double[]> inputs) throws OrtException {
    Map<String, long[]> shapes = shapes(spec, inputs.containsKey(StepGraph.MASK + 0));
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      for (String name : session.getInputNames()) {
        tensors.put(
            name,
            OnnxTensor.createTensor(
                ENVIRONMENT, DoubleBuffer.wrap(value(inputs, name)), shapes.get(name)));
      }
      Map<String, double[]> outputs = new HashMap<>();
      try (OrtSession.Result result = session.run(tensors)) {
        result.forEach(output ->
            outputs.put(
                output.getKey(), ((OnnxTensor) output.getValue()).getDoubleBuffer().array()));
      }
      return outputs;
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }
}
