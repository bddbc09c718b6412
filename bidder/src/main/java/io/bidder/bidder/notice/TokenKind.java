package io.bidder.bidder.notice;

import io.bidder.eventlog.event.Kind;

/**
 * What a token may be used for: one that was signed for another use is forged. Two kinds share what
 * is made for both at once, {@linkplain TokenSignature a signature}, of which each has a half.
 */
public enum TokenKind {
  WIN('w', Kind.WIN, 'n', false),
  BILLED('b', Kind.BILLED, 'n', true),
  LOSS('l', Kind.LOSS, 'l', false),
  IMPRESSION('i', Kind.IMPRESSION, 'a', false),
  CLICK('c', Kind.CLICK, 'a', true),
  /** To fetch an ad's markup, which tells of the win. */
  MARKUP('m', Kind.WIN, 'l', true);

  private final char letter;
  private final Kind tells;
  private final char pair;
  private final boolean second;

  TokenKind(char letter, Kind tells, char pair, boolean second) {
    this.letter = letter;
    this.tells = tells;
    this.pair = pair;
    this.second = second;
  }

  /** The letter of its two kinds. */
  char pair() {
    return pair;
  }

  /** Whether the second half of the pair's signature is its own. */
  boolean isSecond() {
    return second;
  }

  /** The kind of event that its use tells of. */
  Kind tells() {
    return tells;
  }

  /** The kind's part of a URL's path. */
  public char letter() {
    return letter;
  }
}
