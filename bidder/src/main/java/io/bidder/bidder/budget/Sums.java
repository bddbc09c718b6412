package io.bidder.bidder.budget;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Money in one currency, in total and since any quarter of an hour of the last 28 hours: all time
 * zones' days, of up to 26 hours, begin with such a quarter. Its {@link Spend}'s lock guards it.
 */
final class Sums {
  static final long QUARTER_MILLIS = 15 * 60 * 1000;

  private static final int QUARTERS = 28 * 4;
  private static final int IMPRESSIONS_PER_CPM = 1000;

  final String currency;
  private long totalMicros;

  /** Of a micro, as prices are for a thousand impressions. */
  private int thousandths;

  /** The latest quarter with an amount. */
  private long quarter;

  /** The total before each quarter up to that, by the quarter modulo their number. */
  private final long[] before = new long[QUARTERS];

  Sums(String currency) {
    this.currency = currency;
  }

  /** Adds the price of an impression; an amount of the past counts for the latest quarter. */
  void add(long cpmMicros, long epochMillis) {
    long now = epochMillis / QUARTER_MILLIS;
    for (long q = Math.max(quarter + 1, now - QUARTERS + 1); q <= now; q++) {
      before[(int) (q % QUARTERS)] = totalMicros;
    }
    quarter = Math.max(quarter, now);
    long sum = cpmMicros % IMPRESSIONS_PER_CPM + thousandths;
    totalMicros += cpmMicros / IMPRESSIONS_PER_CPM + sum / IMPRESSIONS_PER_CPM;
    thousandths = (int) (sum % IMPRESSIONS_PER_CPM);
  }

  long totalMicros() {
    return totalMicros;
  }

  /** The amounts since the beginning of a quarter. */
  long sinceMicros(long sinceQuarter) {
    if (sinceQuarter > quarter) {
      return 0;
    }
    long from = Math.max(0, Math.max(sinceQuarter, quarter - QUARTERS + 1));
    return totalMicros - before[(int) (from % QUARTERS)];
  }

  void writeTo(DataOutputStream out) throws IOException {
    out.writeUTF(currency);
    out.writeLong(totalMicros);
    out.writeShort(thousandths);
    out.writeLong(quarter);
    // Most campaigns spend in few quarters: only steps are written.
    long last = before[(int) ((quarter + 1) % QUARTERS)];
    out.writeLong(last);
    for (long q = quarter - QUARTERS + 1; q <= quarter; q++) {
      long value = before[(int) (Math.max(0, q) % QUARTERS)];
      if (value != last) {
        out.writeByte((int) (quarter - q));
        out.writeLong(value);
        last = value;
      }
    }
    out.writeByte(QUARTERS);
  }

  static Sums readFrom(DataInputStream in) throws IOException {
    Sums sums = new Sums(in.readUTF());
    sums.totalMicros = in.readLong();
    sums.thousandths = in.readUnsignedShort();
    sums.quarter = in.readLong();
    long value = in.readLong();
    int next = in.readUnsignedByte();
    for (int ago = QUARTERS - 1; ago >= 0; ago--) {
      if (next == ago) {
        value = in.readLong();
        next = in.readUnsignedByte();
      }
      sums.before[(int) (Math.max(0, sums.quarter - ago) % QUARTERS)] = value;
    }
    if (next != QUARTERS || sums.quarter < 0 || sums.totalMicros < 0) {
      throw new IOException("no amounts of money");
    }
    return sums;
  }
}
