package io.bidder.bidder.response;

import java.util.List;

/** JSON text made when a catalogue is loaded. */
final class Json {
  private Json() {}

  /** A JSON string with its quotes. */
  static String string(String text) {
    Utf8Buffer out = new Utf8Buffer(text.length() + 16);
    out.jsonString(text);
    return out.toString();
  }

  static String strings(List<String> texts) {
    StringBuilder out = new StringBuilder("[");
    for (String text : texts) {
      out.append(out.length() == 1 ? "" : ",").append(string(text));
    }
    return out.append(']').toString();
  }

  /** {@code text} as it stands inside {@code depth} JSON strings, one within the other. */
  static String nested(String text, int depth) {
    String nested = text;
    for (int i = 0; i < depth; i++) {
      String quoted = string(nested);
      nested = quoted.substring(1, quoted.length() - 1);
    }
    return nested;
  }
}
