package io.bidder.bidder.bid;

import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.Economics;
import java.util.Arrays;

/**
 * Chooses the candidates that are worth scoring when there are more than may be scored: those of
 * the highest expected value by what the model said of each ad lately, whatever the impression.
 *
 * <p>An ad's recent P(conversion | impression) is a moving average. An ad that was never scored
 * goes first; the average of one that is cut moves slowly back to that of all ads, so that it is
 * tried again after a bad start. One thread's.
 */
final class CandidatePreRanking {
  /** Weight of a new score in the average. */
  private static final float LEARNING = 0.05f;

  /** Share of the way to the average of all that an ad moves when it is cut. */
  private static final float FORGETTING = 0.002f;

  /** Recent P(conversion | impression) by creative slot; NaN for never scored. */
  private float[] recent = {};

  private float average;
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
  void scored(int creativeSlot, float pCtcvr) {
    if (!(pCtcvr >= 0 && pCtcvr <= 1)) {
      return;
    }
    float before = recent[creativeSlot];
    recent[creativeSlot] = Float.isNaN(before) ? pCtcvr : before + LEARNING * (pCtcvr - before);
    average += LEARNING / 10 * (pCtcvr - average);
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
      int creative = candidates.get(i).creativeSlot;
      recent[creative] += FORGETTING * (average - recent[creative]);
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
    double value = p * economics.averageOrderValueMicros() * economics.roasCoefficient();
    return Math.min(value * 1000, (double) economics.maxCpmMicros());
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
