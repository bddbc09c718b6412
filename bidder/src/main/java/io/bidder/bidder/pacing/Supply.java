package io.bidder.bidder.pacing;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Kind;
import io.bidder.eventlog.follow.Fold;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The supply that is to be expected, by the hour of the week, and where pacers were left: what
 * {@link Pacing} has told the log of hours that are over. Thread-safe.
 *
 * <p>An hour that is not known yet is taken to be as the same hour of other days, or as hours are
 * on average: a day of which nothing is known is flat.
 */
public final class Supply implements Fold {
  /** An hour. */
  public static final long HOUR_MILLIS = 3_600_000;

  private static final String SUPPLY = "supply";
  private static final String PACE = "pace";
  private static final String ACTOR = "pacing";
  private static final int HOURS = 168;
  private static final int HOURS_OF_DAY = 24;

  /** Of what was known of an hour of the week, the week after. */
  private static final double KEPT = 0.5;

  /** Opportunities in each hour of the week, UTC, from 1 January 1970 on; negative if not known. */
  private final double[] byHour = new double[HOURS];

  private final Map<String, Double> multipliers = new HashMap<>();

  /** Nothing known yet. */
  public Supply() {
    clear();
  }

  /** The event that tells of an hour. */
  static Happening.Control of(long hourStartMillis, double opportunities) {
    return new Happening.Control(
        SUPPLY,
        Instant.ofEpochMilli(hourStartMillis).toString(),
        Double.toString(opportunities),
        ACTOR);
  }

  /** The event that tells where a pacer is. */
  static Happening.Control of(String account, double multiplier) {
    return new Happening.Control(PACE, account, Double.toString(multiplier), ACTOR);
  }

  /** Where an account's pacer was left, or {@code first} for one that is new. */
  synchronized double multiplier(String account, double first) {
    return multipliers.getOrDefault(account, first);
  }

  /**
   * The supply between two moments, in milliseconds since 1970, relative to that between others.
   */
  public synchronized double between(long fromMillis, long untilMillis) {
    double sum = 0;
    long at = fromMillis;
    while (at < untilMillis) {
      long hour = Math.floorDiv(at, HOUR_MILLIS);
      long end = Math.min(untilMillis, (hour + 1) * HOUR_MILLIS);
      sum += ofHour(Math.floorMod(hour, HOURS)) * (end - at) / HOUR_MILLIS;
      at = end;
    }
    return sum;
  }

  private double ofHour(int hour) {
    if (byHour[hour] >= 0) {
      return byHour[hour];
    }
    double sameHour = mean(hour % HOURS_OF_DAY, HOURS_OF_DAY);
    double any = mean(0, 1);
    return sameHour >= 0 ? sameHour : any > 0 ? any : 1;
  }

  /** Of those that are known; -1 for none. */
  private double mean(int from, int step) {
    double sum = 0;
    int known = 0;
    for (int hour = from; hour < HOURS; hour += step) {
      if (byHour[hour] >= 0) {
        sum += byHour[hour];
        known++;
      }
    }
    return known == 0 ? -1 : sum / known;
  }

  @Override
  public String name() {
    return "supply";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public boolean wants(Kind kind) {
    return kind == Kind.CONTROL;
  }

  @Override
  public synchronized void on(Event event, long position) {
    if (event.happening() instanceof Happening.Control control && control.actor().equals(ACTOR)) {
      try {
        double value = Double.parseDouble(control.value());
        if (control.action().equals(PACE) && value > 0 && value <= 1) {
          multipliers.put(control.target(), value);
        } else if (control.action().equals(SUPPLY) && value >= 0 && value < Double.MAX_VALUE) {
          learn(Instant.parse(control.target()).toEpochMilli(), value);
        }
      } catch (NumberFormatException | DateTimeException e) {
        // Of a later version: not known here.
      }
    }
  }

  private void learn(long startMillis, double opportunities) {
    int hour = Math.floorMod(Math.floorDiv(startMillis, HOUR_MILLIS), HOURS);
    byHour[hour] =
        byHour[hour] < 0 ? opportunities : KEPT * byHour[hour] + (1 - KEPT) * opportunities;
  }

  @Override
  public synchronized void writeTo(DataOutputStream out) throws IOException {
    for (double opportunities : byHour) {
      out.writeDouble(opportunities);
    }
    out.writeInt(multipliers.size());
    for (Map.Entry<String, Double> entry : multipliers.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeDouble(entry.getValue());
    }
  }

  @Override
  public synchronized void readFrom(DataInputStream in) throws IOException {
    clear();
    for (int hour = 0; hour < HOURS; hour++) {
      byHour[hour] = in.readDouble();
    }
    for (int left = in.readInt(); left > 0; left--) {
      multipliers.put(in.readUTF(), in.readDouble());
    }
  }

  @Override
  public synchronized void clear() {
    Arrays.fill(byHour, -1);
    multipliers.clear();
  }
}
