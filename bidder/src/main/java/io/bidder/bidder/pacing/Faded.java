package io.bidder.bidder.pacing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * A sum of amounts that each fade exponentially from when they were added, kept for several lives
 * at once. Time that goes back stands still.
 */
final class Faded {
  private static final double DAY_MILLIS = 86_400_000;

  /** The mean life of what is remembered: half of it is forgotten in seven days. */
  static final double MEMORY_MILLIS = 7 * DAY_MILLIS / Math.log(2);

  private final double[] livesMillis;
  private final double[] sums;
  private long atMillis;

  /** A sum of nothing, of amounts with these mean lives; the array stays as it is. */
  Faded(double... livesMillis) {
    this.livesMillis = livesMillis;
    sums = new double[livesMillis.length];
  }

  /** A sum of nothing that is forgotten as all is. */
  static Faded remembered() {
    return new Faded(MEMORY_MILLIS);
  }

  void add(double amount, long millis) {
    for (int life = 0; life < sums.length; life++) {
      sums[life] = sum(life, millis) + amount;
    }
    atMillis = Math.max(atMillis, millis);
  }

  /** What is left of all amounts, of those with the life of a number. */
  double sum(int life, long millis) {
    long passed = millis - atMillis;
    return passed > 0 ? sums[life] * Math.exp(-passed / livesMillis[life]) : sums[life];
  }

  /** What is left, as it is remembered. */
  double sum(long millis) {
    return sum(0, millis);
  }

  void writeTo(DataOutputStream out) throws IOException {
    out.writeLong(atMillis);
    for (double sum : sums) {
      out.writeDouble(sum);
    }
  }

  void readFrom(DataInputStream in) throws IOException {
    atMillis = in.readLong();
    for (int life = 0; life < sums.length; life++) {
      sums[life] = in.readDouble();
    }
  }
}
