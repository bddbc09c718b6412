package io.bidder.bidder.bid;

import java.util.Arrays;

/**
 * The model's probability of what each ad is priced by lately, a moving average by creative slot,
 * and those of all ads, which the pipelines of all threads learn together. Safe from any thread,
 * and nobody waits: of two that learn of one ad at the same instant, one may be forgotten.
 */
public final class RecentScores {
  private volatile float[] ofSlots = {};

  /** Of all ads that are priced by clicks, and of those priced by conversions. */
  private volatile float averageClick;

  private volatile float averageConversion;

  RecentScores() {}

  /** Makes room for the creatives of another catalogue; what is known of ads stays known. */
  synchronized void grow(int creativeSlots) {
    if (creativeSlots > ofSlots.length) {
      ofSlots = grown(ofSlots, creativeSlots);
    }
  }

  /** Knows what others know now, and nothing else; keeps the room that there is. */
  synchronized void become(RecentScores other) {
    float[] known = other.ofSlots;
    averages(other.averageClick, other.averageConversion);
    ofSlots = grown(known, Math.max(known.length, ofSlots.length));
  }

  private static float[] grown(float[] known, int creativeSlots) {
    float[] grown = Arrays.copyOf(known, creativeSlots);
    Arrays.fill(grown, known.length, creativeSlots, Float.NaN);
    return grown;
  }

  /** The averages, NaN for an ad that was never scored; to be changed where they are. */
  float[] ofSlots() {
    return ofSlots;
  }

  float averageClick() {
    return averageClick;
  }

  float averageConversion() {
    return averageConversion;
  }

  void averages(float click, float conversion) {
    averageClick = click;
    averageConversion = conversion;
  }
}
