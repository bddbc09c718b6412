package io.bidder.trainer;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.trainer.learning.RowSource;
import io.bidder.trainer.log.EncodedLog;
import io.bidder.trainer.log.Labels;

/** An encoded log as training and scoring read it. Any number of threads may read at once. */
public final class LogRows implements RowSource {
  private static final ThreadLocal<Labels> LABELS = ThreadLocal.withInitial(() -> new Labels(0));

  private final EncodedLog log;

  /** The rows of a log, which stays open while they are read. */
  public LogRows(EncodedLog log) {
    this.log = log;
  }

  @Override
  public long rows() {
    return log.rows();
  }

  @Override
  public void read(
      long from, int count, EncodedRows into, float[] click, float[] conversion, float[] weight) {
    Labels own = LABELS.get();
    if (own.capacity() < count) {
      own = new Labels(count);
      LABELS.set(own);
    }
    log.read(from, count, into, own);
    System.arraycopy(own.click(), 0, click, 0, count);
    System.arraycopy(own.conversion(), 0, conversion, 0, count);
    System.arraycopy(own.weight(), 0, weight, 0, count);
  }
}
