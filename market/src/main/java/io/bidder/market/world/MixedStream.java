package io.bidder.market.world;

/** The draws of a seed's stream, mixed with those of another seed's by a share. Not thread-safe. */
final class MixedStream {
  private final RandomStream own;
  private final RandomStream other;
  private double otherShare;

  /** Begins both streams, of which only the first counts as yet. */
  MixedStream(RandomStream own, RandomStream other) {
    this.own = own;
    this.other = other;
  }

  /** Sets the share of the other stream's draws in those that follow, 0 to 1. */
  void mix(double share) {
    otherShare = share;
  }

  double nextDouble() {
    return mixed(own.nextDouble(), other.nextDouble());
  }

  double nextGaussian() {
    return mixed(own.nextGaussian(), other.nextGaussian());
  }

  private double mixed(double mine, double theirs) {
    return (1 - otherShare) * mine + otherShare * theirs;
  }
}
