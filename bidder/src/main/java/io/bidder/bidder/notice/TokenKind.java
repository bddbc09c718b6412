package io.bidder.bidder.notice;

import io.bidder.eventlog.event.Kind;

/** What a token may be used for: one that was signed for another use is forged. */
public enum TokenKind {
  WIN('w', Kind.WIN),
  BILLED('b', Kind.BILLED),
  LOSS('l', Kind.LOSS),
  IMPRESSION('i', Kind.IMPRESSION),
  CLICK('c', Kind.CLICK),
  /** To fetch an ad's markup, which tells of the win. */
  MARKUP('m', Kind.WIN);

  private final char letter;
  private final Kind tells;

  TokenKind(char letter, Kind tells) {
    this.letter = letter;
    this.tells = tells;
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
