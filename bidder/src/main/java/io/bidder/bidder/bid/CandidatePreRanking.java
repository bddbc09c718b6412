package io.bidder.bidder.bid;

import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.Economics;
import io.bidder.modelstore.schema.Head;

/**
 * Chooses the candidates that are worth scoring when there are more than may be scored: those of
 * the highest expected value by what the model said of each ad lately, whatever the impression.
 *
 * <p>An ad's recent P(click | impression) or P(conversion | impression), by which of them its
 * campaign is {@linkplain Economics#pricedBy priced}, is a moving average, the same for all
 * threads. An ad that was never scored goes first; the average of one that is cut moves slowly back
 * to that of all ads that are priced likewise, so that it is tried again after a bad start. One
 * thread's.
 */
final class CandidatePreRanking {
  /** Instead of a value: the ad was never scored, and goes before all that were. */
  static final double NEVER_SCORED = Double.POSITIVE_INFINITY;

  /** Weight of a new score in the average. */
  private static final float LEARNING = 0.05f;

  /** Share of the way to the average of all that an ad moves when it is cut. */
  private static final float FORGETTING = 0.002f;

  private static final double IMPRESSIONS_PER_CPM = 1000;

  private final RecentScores scores;

  /** By place among the candidates that were ordered last. */
  private double[] values = new double[64];

  /** Ranks by what is known, and adds to it. */
  CandidatePreRanking(RecentScores scores) {
    this.scores = scores;
  }

  /** Makes room for the creatives of another catalogue; what is known of ads stays known. */
  void grow(int creativeSlots) {
    scores.grow(creativeSlots);
  }

  /**
   * Learns what the model said of candidates.
   *
   * @param probabilities of what each is priced by, from {@code offset} on
   */
  void scored(Candidates candidates, float[] probabilities, int offset) {
    float[] recent = scores.ofSlots();
    float click = scores.averageClick();
    float conversion = scores.averageConversion();
    for (int i = 0; i < candidates.size(); i++) {
      float p = probabilities[offset + i];
      if (!(p >= 0 && p <= 1)) {
        continue;
      }
      Candidate ad = candidates.get(i);
      float before = recent[ad.creativeSlot];
      recent[ad.creativeSlot] = Float.isNaN(before) ? p : before + LEARNING * (p - before);
      if (isPricedByClick(ad)) {
        click += LEARNING / 10 * (p - click);
      } else {
        conversion += LEARNING / 10 * (p - conversion);
      }
    }
    scores.averages(click, conversion);
  }

  private static boolean isPricedByClick(Candidate ad) {
    return ad.campaign().economics().pricedBy() == Head.CTR;
  }

  /**
   * Brings the {@code cap} candidates that promise most to the front, in no order.
   *
   * @return how many are behind them
   */
  int order(Candidates candidates, int cap) {
    int size = candidates.size();
    if (size <= cap) {
      return 0;
    }
    if (values.length < size) {
      values = new double[Math.max(size, 2 * values.length)];
    }
    float[] recent = scores.ofSlots();
    for (int i = 0; i < size; i++) {
      values[i] = promise(candidates.get(i), recent);
    }
    bringHighestToFront(candidates, cap);
    float click = scores.averageClick();
    float conversion = scores.averageConversion();
    for (int i = cap; i < size; i++) {
      Candidate ad = candidates.get(i);
      float average = isPricedByClick(ad) ? click : conversion;
      recent[ad.creativeSlot] += FORGETTING * (average - recent[ad.creativeSlot]);
    }
    return size - cap;
  }

  /**
   * The expected CPM, in micros of its campaign's currency, by which the candidate at a place of
   * those {@link #order}ed last was ranked; {@link #NEVER_SCORED} where nothing is known of it.
   */
  double expectedCpmMicros(int place) {
    return values[place];
  }

  /** Expected value; currencies are taken to be of one magnitude. */
  private static double promise(Candidate candidate, float[] recent) {
    float p = recent[candidate.creativeSlot];
    if (Float.isNaN(p)) {
      return NEVER_SCORED;
    }
    Economics economics = candidate.campaign().economics();
    return Math.min(
        p * economics.eventValueMicros() * IMPRESSIONS_PER_CPM, (double) economics.maxCpmMicros());
  }

  /** Quickselect (Hoare 1961): linear on average. */
  private void bringHighestToFront(Candidates candidates, int cap) {
    int low = 0;
    int high = candidates.size() - 1;
    while (low < high) {
      double pivot = values[(low + high) >>> 1];
      int i = low;
      int j = high;
      while (i <= j) {
        while (values[i] > pivot) {
          i++;
        }
        while (values[j] < pivot) {
          j--;
        }
        if (i <= j) {
          double value = values[i];
          values[i] = values[j];
          values[j] = value;
          candidates.swap(i++, j--);
        }
      }
      if (cap <= j) {
        high = j;
      } else if (cap > i) {
        low = i;
      } else {
        return;
      }
    }
  }
}
