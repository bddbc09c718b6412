package io.bidder.benchmarks.bench.report;

import java.util.Locale;

/** Figures for people; a dash for what is not known. */
final class Figures {
  private static final double KIB = 1024;

  private Figures() {}

  static String whole(double value) {
    return format("%,.0f", value);
  }

  static String one(double value) {
    return format("%,.1f", value);
  }

  static String two(double value) {
    return format("%,.2f", value);
  }

  static String percent(double share) {
    return format("%.1f", 100 * share);
  }

  /** Formats microseconds with the digits that tell something. */
  static String millis(double micros) {
    double millis = micros / 1000;
    return format(millis < 1 ? "%.3f" : millis < 100 ? "%.2f" : "%,.0f", millis);
  }

  static String bytes(double bytes) {
    return bytes < KIB ? format("%.0f B", bytes) : format("%,.1f KiB", bytes / KIB);
  }

  private static String format(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
  }
}
