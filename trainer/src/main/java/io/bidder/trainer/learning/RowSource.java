package io.bidder.trainer.learning;

import io.bidder.modelstore.schema.EncodedRows;

/**
 * Encoded, labelled rows in the order of the log. Any number of threads may read at once. What goes
 * wrong while reading comes as an unchecked exception and ends the training.
 */
public interface RowSource {

  /** The number of rows. */
  long rows();

  /**
   * Copies rows {@code from} to {@code from + count - 1} to the beginning of {@code into}, whose
   * size becomes {@code count}, and their labels to the beginning of the arrays.
   *
   * @param click 0 or 1, or how likely it still is where it is not known yet
   * @param conversion likewise, of the impression
   * @param weight at least 0; 1 where the log has none
   */
  void read(
      long from, int count, EncodedRows into, float[] click, float[] conversion, float[] weight);

  /** The origin of row {@code row}, for messages. */
  default String describe(long row) {
    return "row " + row;
  }
}
