package io.bidder.trainer.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The dense weights of a network: all of them in one float array, one after the other, each
 * starting at a multiple of {@value #ALIGNMENT} floats so that a tensor can be laid over it.
 * Immutable.
 */
public final class DenseLayout {
  /** 16 floats are 64 bytes: a cache line and the widest vector register. */
  private static final int ALIGNMENT = 16;

  /** Measured on two of the demo market's worlds: see docs/adr/0003. */
  private static final float FIRST_PRODUCT_WEIGHT = 0.1f;

  /** Roles of a parameter, which decide how it starts and which prior holds it. */
  public enum Role {
    /** Weights of a layer: uniform, scaled to the inputs. */
    LAYER,
    /**
     * Weights of the full matrix of dot products, of which entries (i, j) and (j, i) are the same
     * number: equal at the start, hence equal for ever, since their gradients are equal too.
     */
    INTERACTIONS,
    /**
     * Weights of the layer that ends in the logits: zero, so that training starts at the base rate.
     */
    OUTPUT,
    /** Weights of the full matrix of dot products that end in the logits: all alike. */
    PRODUCTS,
    /** First-order weights of the numbers: zero. */
    FIRST_ORDER,
    /** Bias of a hidden layer: zero. */
    BIAS,
    /** Bias of the heads: the logits of the base rates. */
    HEAD_BIAS
  }

  /**
   * A dense tensor [rows, columns], or [columns] if it is a bias ({@code rows} 0), at {@code
   * offset}.
   */
  public record Parameter(String name, Role role, int units, int inputs, int offset) {
    public int size() {
      return units * Math.max(1, inputs);
    }

    public long[] shape() {
      return inputs == 0 ? new long[] {units} : new long[] {units, inputs};
    }
  }

  private final NetworkSpec spec;
  private final List<Parameter> parameters = new ArrayList<>();
  private int size;

  /** The dense weights of {@code spec}. */
  public DenseLayout(NetworkSpec spec) {
    this.spec = spec;
    int heads = spec.headCount();
    add("bias", Role.HEAD_BIAS, heads, 0);
    if (spec.numericCount() > 0) {
      add("numeric.weight", Role.FIRST_ORDER, heads, spec.numericCount());
    }
    if (spec.architecture() == Architecture.LOGISTIC) {
      return;
    }
    if (spec.hasBottom()) {
      int inputs = spec.numericCount();
      for (int i = 0; i <= spec.bottom().size(); i++) {
        int units = i < spec.bottom().size() ? spec.bottom().get(i) : spec.latent();
        add("bottom." + i + ".weight", Role.LAYER, units, inputs);
        add("bottom." + i + ".bias", Role.BIAS, units, 0);
        inputs = units;
      }
    }
    boolean hidden = !spec.top().isEmpty();
    String first = hidden ? "top.0." : "out.";
    int units = hidden ? spec.top().getFirst() : heads;
    Role role = hidden ? Role.LAYER : Role.OUTPUT;
    if (spec.architecture() == Architecture.DLRM) {
      int vectors = spec.gradientVectors();
      add(
          first + "interactions",
          hidden ? Role.INTERACTIONS : Role.PRODUCTS,
          units,
          vectors * vectors);
      if (spec.hasBottom()) {
        add(first + "bottom", role, units, spec.latent());
      }
    } else {
      if (spec.hasLatents()) {
        add(first + "latents", role, units, spec.featureCount() * spec.latent());
      }
      if (spec.numericCount() > 0) {
        add(first + "numeric", role, units, spec.numericCount());
      }
    }
    for (int i = 0; i < spec.top().size(); i++) {
      int width = spec.top().get(i);
      if (i > 0) {
        add("top." + i + ".weight", Role.LAYER, width, spec.top().get(i - 1));
      }
      add("top." + i + ".bias", Role.BIAS, width, 0);
    }
    if (hidden) {
      add("out.weight", Role.OUTPUT, heads, spec.top().getLast());
    }
  }

  private void add(String name, Role role, int units, int inputs) {
    Parameter parameter = new Parameter(name, role, units, inputs, size);
    parameters.add(parameter);
    size = Math.ceilDiv(size + parameter.size(), ALIGNMENT) * ALIGNMENT;
  }

  /** The parameters in the order of their offsets. */
  public List<Parameter> parameters() {
    return Collections.unmodifiableList(parameters);
  }

  /** Floats of an array that holds all parameters, gaps included. */
  public int size() {
    return size;
  }

  /** Weights to start from: the same for the same seed. {@code baseLogits} has one logit a head. */
  public float[] initial(long seed, double[] baseLogits) {
    float[] weights = new float[size];
    SplittableRandom random = new SplittableRandom(seed);
    for (Parameter parameter : parameters) {
      SplittableRandom own = random.split();
      switch (parameter.role()) {
        case LAYER -> {
          float bound = (float) Math.sqrt(6.0 / parameter.inputs());
          for (int i = 0; i < parameter.size(); i++) {
            weights[parameter.offset() + i] = (2 * own.nextFloat() - 1) * bound;
          }
        }
        case INTERACTIONS -> initialInteractions(weights, parameter, own);
        case HEAD_BIAS -> {
          for (int head = 0; head < spec.headCount(); head++) {
            weights[parameter.offset() + head] = (float) baseLogits[head];
          }
        }
        case PRODUCTS -> initialProducts(weights, parameter);
        case OUTPUT, FIRST_ORDER, BIAS -> {}
      }
    }
    return weights;
  }

  /** Every two vectors' product counts alike at first, as in a factorisation machine. */
  private void initialProducts(float[] weights, Parameter parameter) {
    int vectors = spec.gradientVectors();
    for (int i = 0; i < parameter.size(); i++) {
      boolean ofItself = i % parameter.inputs() % (vectors + 1) == 0;
      weights[parameter.offset() + i] = ofItself ? 0 : FIRST_PRODUCT_WEIGHT;
    }
  }

  private void initialInteractions(float[] weights, Parameter parameter, SplittableRandom random) {
    int vectors = spec.gradientVectors();
    float bound = (float) Math.sqrt(6.0 / parameter.inputs());
    for (int unit = 0; unit < parameter.units(); unit++) {
      int matrix = parameter.offset() + unit * vectors * vectors;
      for (int i = 0; i < vectors; i++) {
        for (int j = 0; j <= i; j++) {
          float value = (2 * random.nextFloat() - 1) * bound;
          weights[matrix + i * vectors + j] = value;
          weights[matrix + j * vectors + i] = value;
        }
      }
    }
  }
}
