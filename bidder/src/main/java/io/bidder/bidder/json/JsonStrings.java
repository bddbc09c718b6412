package io.bidder.bidder.json;

/** Strings of JSON that are made when a catalogue is loaded. */
public final class JsonStrings {
  private JsonStrings() {}

  /** A JSON string with its quotes. */
  public static String quoted(String text) {
    return '"' + nested(text, 1) + '"';
  }

  /** The text as it stands inside {@code depth} JSON strings, one within the other. */
  public static String nested(String text, int depth) {
    String nested = text;
    for (int i = 0; i < depth; i++) {
      Utf8Buffer out = new Utf8Buffer(nested.length() + 16);
      out.jsonString(nested);
      nested = out.toString().substring(1, out.toString().length() - 1);
    }
    return nested;
  }
}
