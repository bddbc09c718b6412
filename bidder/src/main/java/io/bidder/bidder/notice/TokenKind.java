package io.bidder.bidder.notice;

/** What a token may be used for: one that was signed for another use is forged. */
public enum TokenKind {
  WIN('w'),
  BILLED('b'),
  LOSS('l'),
  IMPRESSION('i'),
  CLICK('c'),
  /** To fetch an ad's markup, on a win. */
  MARKUP('m');

  private final char letter;

  TokenKind(char letter) {
    this.letter = letter;
  }

  /** The kind's part of a URL's path. */
  public char letter() {
    return letter;
  }
}
