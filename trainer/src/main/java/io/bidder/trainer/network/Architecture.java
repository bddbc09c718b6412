package io.bidder.trainer.network;

import io.bidder.settings.InvalidInputException;
import java.util.Arrays;

/** Networks that can be trained. */
public enum Architecture {
  /**
   * Naumov et al., "Deep Learning Recommendation Model for Personalization and Recommendation
   * Systems", 2019: a bottom network over the numbers, dot products between all latent vectors, a
   * top network over both.
   */
  DLRM("dlrm"),
  /**
   * Cheng et al., "Wide and Deep Learning for Recommender Systems", 2016: a linear model beside a
   * network over the concatenated latent vectors and numbers.
   */
  WIDE_DEEP("wide-deep"),
  /** First-order weights only: a logistic regression, the baseline. */
  LOGISTIC("logistic");

  private final String id;

  Architecture(String id) {
    this.id = id;
  }

  /** The name on the command line and in manifests. */
  public String id() {
    return id;
  }

  /**
   * The architecture called {@code id}.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public static Architecture of(String id) {
    for (Architecture architecture : values()) {
      if (architecture.id.equals(id)) {
        return architecture;
      }
    }
    throw new InvalidInputException(
        "architecture "
            + id
            + " is unknown, expected one of "
            + Arrays.stream(values()).map(Architecture::id).toList());
  }
}
