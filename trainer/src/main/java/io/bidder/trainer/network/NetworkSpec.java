package io.bidder.trainer.network;

import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.settings.InvalidInputException;
import java.util.List;

/**
 * The shape of a network. Immutable.
 *
 * <p>An embedding row holds {@code dimension} floats: {@link #latent()} of the feature's latent
 * vector, then one first-order weight for each head, which goes straight to that head's logit. So a
 * network whose layers give zero is a logistic regression.
 *
 * @param heads what is predicted, in the order of the logits: CTR, CVR, or CTR and CVR
 * @param numericCount numbers in a row
 * @param featureCount embedded features in a row
 * @param dimension floats in an embedding row
 * @param bottom hidden sizes of DLRM's network over the numbers; its output is as wide as a latent
 *     vector
 * @param top hidden sizes of the network that ends in the logits
 */
public record NetworkSpec(
    Architecture architecture,
    List<Head> heads,
    int numericCount,
    int featureCount,
    int dimension,
    List<Integer> bottom,
    List<Integer> top) {

  /** Floats in an embedding row unless asked otherwise. */
  public static final int DEFAULT_DIMENSION = 16;

  public static final List<Integer> DEFAULT_BOTTOM = List.of(64);
  public static final List<Integer> DEFAULT_TOP = List.of(64, 32);

  public NetworkSpec {
    heads = List.copyOf(heads);
    bottom = List.copyOf(bottom);
    top = List.copyOf(top);
    if (!heads.equals(List.of(Head.CTR))
        && !heads.equals(List.of(Head.CVR))
        && !heads.equals(List.of(Head.CTR, Head.CVR))) {
      throw new InvalidInputException("heads " + heads + ", expected [CTR], [CVR] or [CTR, CVR]");
    }
    if (numericCount < 0 || featureCount < 0 || numericCount + featureCount == 0) {
      throw new InvalidInputException(
          "a network needs features: "
              + numericCount
              + " numeric and "
              + featureCount
              + " embedded were given");
    }
    if (architecture == Architecture.LOGISTIC) {
      if (dimension != heads.size() || !bottom.isEmpty() || !top.isEmpty()) {
        throw new InvalidInputException(
            "a logistic regression has no layers and one float a head in a row");
      }
    } else if (dimension <= heads.size()) {
      throw new InvalidInputException(
          "dimension "
              + dimension
              + " leaves no latent vector beside "
              + heads.size()
              + " first-order weights");
    }
    for (int size : bottom) {
      checkSize(size);
    }
    for (int size : top) {
      checkSize(size);
    }
  }

  /** The default sizes of an architecture for rows of a schema. */
  public static NetworkSpec defaults(
      Architecture architecture, FeatureSchema schema, List<Head> heads) {
    boolean deep = architecture != Architecture.LOGISTIC;
    return new NetworkSpec(
        architecture,
        heads,
        schema.numeric().size(),
        schema.embedded().size(),
        deep ? DEFAULT_DIMENSION : heads.size(),
        architecture == Architecture.DLRM ? DEFAULT_BOTTOM : List.of(),
        deep ? DEFAULT_TOP : List.of());
  }

  private static void checkSize(int size) {
    if (size <= 0) {
      throw new InvalidInputException("a layer of " + size + " units, expected at least 1");
    }
  }

  /** Logits of a row. */
  public int headCount() {
    return heads.size();
  }

  /** Floats of a latent vector; 0 for a logistic regression. */
  public int latent() {
    return dimension - heads.size();
  }

  /** Tells whether latent vectors enter the network at all. */
  public boolean hasLatents() {
    return latent() > 0 && featureCount > 0;
  }

  /** Tells whether the numbers become one more latent vector. */
  boolean hasBottom() {
    return architecture == Architecture.DLRM && numericCount > 0;
  }

  /**
   * Vectors of a row whose gradient the training step gives: the features', then for DLRM the
   * bottom network's.
   */
  public int gradientVectors() {
    return featureCount + (hasBottom() ? 1 : 0);
  }
}
