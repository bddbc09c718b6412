package io.bidder.modelstore.schema;

/**
 * A function that is applied to a number before it is standardised with {@code (x - mean) /
 * standardDeviation}.
 */
public enum Transform {
  IDENTITY,
  /** {@code sign(x) * log(1 + |x|)}, so that negative values keep their order. */
  LOG1P;

  /** The transformed number: finite for a finite one. */
  public double apply(double x) {
    return switch (this) {
      case IDENTITY -> x;
      case LOG1P -> Math.copySign(Math.log1p(Math.abs(x)), x);
    };
  }
}
