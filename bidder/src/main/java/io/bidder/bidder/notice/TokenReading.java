package io.bidder.bidder.notice;

/** What was made of a text that should be a token. */
public sealed interface TokenReading permits Token, TokenReading.Refusal {
  /** The reasons that a text is no token to be believed. */
  enum Refusal implements TokenReading {
    /** No token at all. */
    MALFORMED(OutcomeResult.MALFORMED),
    /** Signed with a key that is not, or no longer, in the ring. */
    UNKNOWN_KEY(OutcomeResult.UNKNOWN_KEY),
    /** Altered, made up, or signed for another use. */
    FORGED(OutcomeResult.FORGED),
    /** Older than the life of its kind. */
    EXPIRED(OutcomeResult.EXPIRED);

    private final OutcomeResult result;

    Refusal(OutcomeResult result) {
      this.result = result;
    }

    /** What a notice with such a token is counted as. */
    OutcomeResult result() {
      return result;
    }
  }
}
