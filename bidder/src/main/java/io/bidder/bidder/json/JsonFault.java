package io.bidder.bidder.json;

/** JSON cannot be read on. Without a stack trace: a wrong request must cost no more than others. */
public final class JsonFault extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean limit;

  private JsonFault(String message, boolean limit) {
    super(message, null, false, false);
    this.limit = limit;
  }

  /** It is no JSON. */
  static JsonFault malformed() {
    return new JsonFault("no JSON", false);
  }

  /** It is deeper, or has longer names, numbers or texts, than is allowed. */
  static JsonFault beyondLimit() {
    return new JsonFault("beyond a limit", true);
  }

  public boolean isLimit() {
    return limit;
  }
}
