package io.bidder.settings;

import java.util.Locale;

/** Numbers of things, in words for people. */
public final class Counts {
  private Counts() {}

  /** The number with its noun: {@code 1 ad}, {@code 1,200 ads}. */
  public static String of(long count, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
  }
}
