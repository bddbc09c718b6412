package io.bidder.modelstore.scoring;

/**
 * A batch's probabilities; row {@code i} of the batch is element {@code i} of every array, up to
 * {@link #size}. Reused from batch to batch; one thread's.
 *
 * <p>{@code ctr} is P(click | impression), {@code ctcvr} P(conversion | impression), {@code cvr}
 * their ratio P(conversion | click), all calibrated, with {@code ctcvr <= ctr}. A model without a
 * CTR head takes every row to be a click: ctr is 1 and ctcvr is cvr. Without a CVR head, cvr and
 * ctcvr are NaN.
 *
 * <p>What the network gives that is no probability (NaN, infinite, outside 0 to 1) is NaN here and
 * counted in {@link #invalid}: it must never become a price.
 */
public final class Predictions {
  private final float[] ctr;
  private final float[] cvr;
  private final float[] ctcvr;
  private final float[] rawCtr;
  private final float[] rawCtcvr;
  private int size;
  private int invalid;

  /** Room for batches of up to {@code capacity} rows. */
  public Predictions(int capacity) {
    ctr = new float[capacity];
    cvr = new float[capacity];
    ctcvr = new float[capacity];
    rawCtr = new float[capacity];
    rawCtcvr = new float[capacity];
  }

  /** The number of rows that fit. */
  public int capacity() {
    return ctr.length;
  }

  /** Rows of the last batch. */
  public int size() {
    return size;
  }

  /** Rows of the last batch with a NaN where the model has a head. */
  public int invalid() {
    return invalid;
  }

  /** Calibrated P(click | impression); the array itself. */
  public float[] ctr() {
    return ctr;
  }

  /** Calibrated P(conversion | click); the array itself. */
  public float[] cvr() {
    return cvr;
  }

  /** Calibrated P(conversion | impression); the array itself. */
  public float[] ctcvr() {
    return ctcvr;
  }

  /** The network's own P(click | impression), as calibration is fitted on; the array itself. */
  public float[] rawCtr() {
    return rawCtr;
  }

  /**
   * The network's own P(conversion | impression), as calibration is fitted on; the array itself.
   */
  public float[] rawCtcvr() {
    return rawCtcvr;
  }

  /** A probability as others are told of it: 0 where the model gives none. */
  public static float orNone(float probability) {
    return Float.isNaN(probability) ? 0 : probability;
  }

  void begin(int rows) {
    if (rows > capacity()) {
      throw new IllegalArgumentException(rows + " rows, predictions have room for " + capacity());
    }
    size = rows;
    invalid = 0;
  }

  void countInvalid() {
    invalid++;
  }
}
