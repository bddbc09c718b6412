package io.bidder.market.world;

/**
 * A seeded stream of random numbers: the same for a seed on every Java version and machine, which
 * {@code java.util}'s generators do not promise for all their methods. SplitMix64, by Steele, Lea
 * and Flood. Not thread-safe.
 */
public final class RandomStream {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final double UNIT = 0x1.0p-53;

  private long state;

  public RandomStream(long seed) {
    state = mix(seed + GOLDEN_GAMMA);
  }

  /** The stream number {@code index} of its kind: streams of different kind or index are apart. */
  public RandomStream(long seed, long kind, long index) {
    this(mix(mix(seed + GOLDEN_GAMMA) + kind * GOLDEN_GAMMA) + index * GOLDEN_GAMMA);
  }

  /** 64 random bits. */
  public long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /** Uniform in [0, 1). */
  public double nextDouble() {
    return (nextLong() >>> 11) * UNIT;
  }

  /** Uniform in 0 to {@code bound - 1}. */
  public int nextInt(int bound) {
    return (int) (nextDouble() * bound);
  }

  /** Standard normal. */
  public double nextGaussian() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextDouble()));
    return radius * StrictMath.cos(2 * StrictMath.PI * nextDouble());
  }

  /** An index, with probability proportional to its weight. */
  public int pick(double[] weights) {
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    double left = nextDouble() * total;
    for (int i = 0; i < weights.length - 1; i++) {
      left -= weights[i];
      if (left < 0) {
        return i;
      }
    }
    return weights.length - 1;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
