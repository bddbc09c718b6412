package io.bidder.benchmarks.yardstick;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.trainer.log.EncodedLog;
import io.bidder.trainer.log.InvalidLogException;
import io.bidder.trainer.log.Labels;
import java.util.Arrays;

/**
 * A log's rows in memory, in the order of time: first those to train on, then those to judge by.
 */
final class HeldLog {
  private final FeatureSchema schema;
  private final EncodedRows rows;
  private final Labels labels;
  private final int trainingRows;

  private HeldLog(FeatureSchema schema, EncodedRows rows, Labels labels, int trainingRows) {
    this.schema = schema;
    this.rows = rows;
    this.labels = labels;
    this.trainingRows = trainingRows;
  }

  /**
   * Copies a log.
   *
   * @param judgedShare share of the rows, the newest, to judge by
   * @throws InvalidLogException if it has too many rows to hold, or none to judge by
   */
  static HeldLog of(EncodedLog log, double judgedShare) {
    FeatureSchema schema = log.featureSchema();
    long width = Math.max(1, Math.max(schema.slotCount(), schema.numeric().size()));
    long most = Integer.MAX_VALUE / width;
    if (log.rows() > most) {
      throw new InvalidLogException(
          "the log has %,d rows; with its %d features at most %,d can be held"
              .formatted(log.rows(), schema.features().size(), most));
    }
    int count = (int) log.rows();
    // As the trainer cuts it.
    int trainingRows = (int) Math.round(count * (1 - judgedShare));
    if (trainingRows == 0 || trainingRows == count) {
      throw new InvalidLogException(
          "the log has %,d rows, of which %,d are to train on; expected some and some to judge by"
              .formatted(count, trainingRows));
    }
    EncodedRows rows = new EncodedRows(schema, count);
    Labels labels = new Labels(count);
    log.read(0, count, rows, labels);
    return new HeldLog(schema, rows, labels, trainingRows);
  }

  int size() {
    return rows.size();
  }

  int trainingRows() {
    return trainingRows;
  }

  EncodedRows rows() {
    return rows;
  }

  LabelledRows labelled(Head head) {
    return new LabelledRows(schema, rows, label(head), labels.weight());
  }

  /** The part of an extra column that belongs to the rows to judge by. */
  float[] judged(double[] column) {
    float[] judged = new float[size() - trainingRows];
    for (int i = 0; i < judged.length; i++) {
      judged[i] = (float) column[trainingRows + i];
    }
    return judged;
  }

  /** The labels of the rows to judge by. */
  float[] judgedLabels(Head head) {
    return Arrays.copyOfRange(label(head), trainingRows, size());
  }

  float[] judgedWeights() {
    return Arrays.copyOfRange(labels.weight(), trainingRows, size());
  }

  private float[] label(Head head) {
    return head == Head.CTR ? labels.click() : labels.conversion();
  }
}
