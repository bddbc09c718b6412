package io.bidder.bidder.notice;

/** Is told what was made of notices. From any thread. */
@FunctionalInterface
public interface OutcomeEvents {
  /** A notice came, or with it another one, such as with the win what it is billed by. */
  void outcome(TokenKind kind, OutcomeResult result);
}
