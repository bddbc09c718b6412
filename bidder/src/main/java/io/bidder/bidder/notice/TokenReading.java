package io.bidder.bidder.notice;

/** What was made of a text that should be a token. */
public sealed interface TokenReading permits Token, TokenReading.Refusal {
  /** The reasons that a text is no token to be believed. */
  enum Refusal implements TokenReading {
    /** No token at all. */
    MALFORMED,
    /** Signed with a key that is not, or no longer, in the ring. */
    UNKNOWN_KEY,
    /** Altered, made up, or signed for another use. */
    FORGED,
    /** Older than the life of its kind. */
    EXPIRED
  }
}
