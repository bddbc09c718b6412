package io.bidder.bidder.config;

/** Defaults that depend on the machine, as the reference calls them. */
final class Cores {
  static final String ALL = "cores";
  static final String QUARTER = "cores / 4";

  private Cores() {}

  /** The number that a default's text stands for. */
  static int resolve(String text) {
    int cores = Runtime.getRuntime().availableProcessors();
    return switch (text) {
      case ALL -> cores;
      case QUARTER -> Math.max(1, cores / 4);
      default -> Integer.parseInt(text);
    };
  }
}
