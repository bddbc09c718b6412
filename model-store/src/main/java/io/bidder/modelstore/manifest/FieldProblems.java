package io.bidder.modelstore.manifest;

import io.bidder.settings.Problems;
import java.util.function.UnaryOperator;

/** The problems of a manifest's fields, wherever they stand. */
record FieldProblems(Problems problems, UnaryOperator<String> placeOfField) {
  void require(boolean holds, String field, Object value, String expected) {
    if (!holds) {
      add(field, value, expected);
    }
  }

  void add(String field, Object value, String expected) {
    problems.addValue(placeOfField.apply(field), field, value, expected);
  }
}
