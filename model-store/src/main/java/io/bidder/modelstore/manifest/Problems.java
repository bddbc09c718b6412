package io.bidder.modelstore.manifest;

import java.util.ArrayList;
import java.util.List;

/** Lines of the form {@code field: value, expected what}. */
final class Problems {
  private final List<String> lines = new ArrayList<>();

  void require(boolean holds, String field, Object value, String expected) {
    if (!holds) {
      add(field, value, expected);
    }
  }

  void add(String field, Object value, String expected) {
    lines.add(
        field
            + ": "
            + (value instanceof String s ? "\"" + s + "\"" : value)
            + ", expected "
            + expected);
  }

  List<String> lines() {
    return lines;
  }
}
