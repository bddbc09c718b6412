package io.bidder.trainer.log;

/** Ways in which fields of a CSV or TSV file hold what else would end them. */
enum Quoting {
  /** Quotes are text like any other. */
  NONE,

  /** A quote in a quoted field is written twice, as RFC 4180 has it. */
  DOUBLED,

  /** A backslash makes the quote, backslash or separator behind it text; quotes may be doubled. */
  BACKSLASH,

  /**
   * A quote in a quoted field is written twice, but nobody said so: a row in which a quote stands
   * behind a backslash, which would mean something else in each of two ways, is broken.
   */
  DOUBLED_UNSAID
}
