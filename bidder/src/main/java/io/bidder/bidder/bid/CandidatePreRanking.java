package io.bidder.bidder.bid;

import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.Economics;
import io.bidder.modelstore.schema.Head;
import java.util.Arrays;

/**
 * Chooses the candidates that are worth scoring when there are more than may be scored: those of
 * the highest expected value by what the model said of each ad lately, whatever the impression.
 *
 * <p>An ad's recent P(click | impression) or P(conversion | impression), by which of them its
 * campaign is {@linkplain Economics#pricedBy priced}, is a moving average. An ad that was never
 * scored goes first; the average of one that is cut moves slowly back to that of all ads that are
 * priced likewise, so that it is tried again after a bad start. One thread's.
 */
final class CandidatePreRanking {
  /** Weight of a new score in the average. */
  private static final float LEARNING = 0.05f;

  /** Share of the way to the average of all that an ad moves when it is cut. */
  private static final float FORGETTING = 0.002f;

  /** Recent probability by creative slot; NaN for never scored. */
  private float[] recent = {};

  /** Of all ads that are priced by clicks, and of those priced by conversions. */
  private float averageClick;

  private float averageConversion;

  private double[] values = new double[64];

  /** Makes room for the creatives of another catalogue; what is known of ads stays known. */
  void grow(int creativeSlots) {
    int known = recent.length;
    if (creativeSlots > known) {
      recent = Arrays.copyOf(recent, creativeSlots);
      Arrays.fill(recent, known, creativeSlots, Float.NaN);
    }
  }

  /** Learns what the model said of an ad. */
  void scored(int creativeSlot, Head head, float probability) {
    if (!(probability >= 0 && probability <= 1)) {
      return;
    }
    float before = recent[creativeSlot];
    recent[creativeSlot] =
        Float.isNaN(before) ? probability : before + LEARNING * (probability - before);
    if (head == Head.CTR) {
      averageClick += LEARNING / 10 * (probability - averageClick);
    } else {
      averageConversion += LEARNING / 10 * (probability - averageConversion);
    }
  }

  /**
   * Keeps the {@code cap} candidates that promise most, in no order.
   *
   * @return how many were left out
   */
  int cut(Candidates candidates, int cap) {
    int size = candidates.size();
    if (size <= cap) {
      return 0;
    }
    if (values.length < size) {
      values = new double[Math.max(size, 2 * values.length)];
    }
    for (int i = 0; i < size; i++) {
      values[i] = promise(candidates.get(i));
    }
    bringHighestToFront(candidates, cap);
    for (int i = cap; i < size; i++) {
      Candidate ad = candidates.get(i);
      float average =
          ad.campaign().economics().pricedBy() == Head.CTR ? averageClick : averageConversion;
      recent[ad.creativeSlot] += FORGETTING * (average - recent[ad.creativeSlot]);
    }
    candidates.truncate(cap);
    return size - cap;
  }

  /** Expected value in an unimportant unit; currencies are taken to be of one magnitude. */
  private double promise(Candidate candidate) {
    float p = recent[candidate.creativeSlot];
    if (Float.isNaN(p)) {
      return Double.POSITIVE_INFINITY;
    }
    Economics economics = candidate.campaign().economics();
    return Math.min(p * economics.eventValueMicros() * 1000, (double) economics.maxCpmMicros());
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
