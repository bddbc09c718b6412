package io.bidder.trainer.log;

/**
 * The labels of rows that {@link EncodedLog#read} copied; row {@code r} of a copy is element {@code
 * r} of each array. Not thread-safe: one owner.
 */
public final class Labels {
  /** The timestamp of rows of a log without one. */
  public static final long NO_TIMESTAMP = Long.MIN_VALUE;

  private final int capacity;
  private final float[] click;
  private final float[] conversion;
  private final float[] weight;
  private final double[] value;
  private final long[] timestampMillis;

  public Labels(int capacity) {
    this.capacity = capacity;
    click = new float[capacity];
    conversion = new float[capacity];
    weight = new float[capacity];
    value = new double[capacity];
    timestampMillis = new long[capacity];
  }

  public int capacity() {
    return capacity;
  }

  /** 0 or 1; 1 in every row of a log of clicks. */
  public float[] click() {
    return click;
  }

  /** 0 or 1; 0 in every row of a log without conversions. */
  public float[] conversion() {
    return conversion;
  }

  /** Above 0; 1 in every row of a log without weights. */
  public float[] weight() {
    return weight;
  }

  /** The order's value in the log's unit; 0 where there is none. */
  public double[] value() {
    return value;
  }

  /** Milliseconds since 1970, or {@link #NO_TIMESTAMP}. */
  public long[] timestampMillis() {
    return timestampMillis;
  }
}
