package io.bidder.modelstore;

/**
 * A version that is tried beside the current one.
 *
 * @param share of the auctions, above 0 and below 1, that a {@linkplain Kind#CANARY canary} bids
 *     in; 0 of a {@linkplain Kind#SHADOW shadow}
 */
public record Trial(Kind kind, String id, double share) {

  /** The way in which a version is tried. */
  public enum Kind {
    /** It scores what the current version scores, and nothing is bid by it. */
    SHADOW,
    /** It bids in the current version's place in a share of the auctions. */
    CANARY
  }

  public Trial {
    if (kind == Kind.CANARY ? !(share > 0 && share < 1) : share != 0) {
      throw new IllegalArgumentException("a " + kind + " with a share of " + share);
    }
  }

  /** A version that only predicts. */
  public static Trial shadow(String id) {
    return new Trial(Kind.SHADOW, id, 0);
  }

  /** A version that bids in a share of the auctions. */
  public static Trial canary(String id, double share) {
    return new Trial(Kind.CANARY, id, share);
  }
}
