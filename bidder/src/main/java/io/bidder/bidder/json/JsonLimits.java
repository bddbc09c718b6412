package io.bidder.bidder.json;

/** Limits on a document, beyond which reading it ends with a {@link JsonFault}. */
public final class JsonLimits {
  /** Objects and arrays within each other. */
  public static final int MAX_DEPTH = 64;

  /** Chars of the longest text, which is a document within the document. */
  public static final int MAX_TEXT = 1 << 18;

  /** Chars of a field's name. */
  public static final int MAX_NAME = 1024;

  /** Chars of a number. */
  static final int MAX_NUMBER = 1000;

  private JsonLimits() {}
}
