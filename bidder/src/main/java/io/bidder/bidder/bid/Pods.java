package io.bidder.bidder.bid;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.campaign.CreativeContent.Vast;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.openrtb.PodPlace;
import io.bidder.bidder.pricing.Prices;
import org.jspecify.annotations.Nullable;

/**
 * The bids that may stand beside each other in a break of several spots (OpenRTB 2.6, 7.6).
 * Allocates nothing.
 */
final class Pods {
  private Pods() {}

  /**
   * Tells whether an impression's winner may be shown beside those before it: no advertiser comes
   * twice in a break, and the spots of a slot are together no longer than it.
   */
  static boolean allowsWinner(BidContext context, int number) {
    ImpContext imp = context.imp(number);
    Candidate ad = imp.candidates.get(imp.winner);
    PodPlace pod = pod(imp.imp(), ad);
    long seconds = seconds(ad);
    for (int i = 0; i < number; i++) {
      ImpContext other = context.imp(i);
      if (other.winner == Prices.NO_WINNER) {
        continue;
      }
      Candidate before = other.candidates.get(other.winner);
      PodPlace podBefore = pod(other.imp(), before);
      boolean sameSlot = other.number == imp.number;
      if (pod == null || podBefore == null) {
        if (sameSlot) {
          return false; // What is no spot has the slot for itself.
        }
      } else if ((sameSlot || isSame(pod, podBefore)) && isOfSameAdvertiser(ad, before)) {
        return false;
      }
      seconds += sameSlot ? seconds(before) : 0;
    }
    return pod == null || pod.poddur == BidRequest.NONE || seconds <= pod.poddur;
  }

  /** The ad's place among the spots of a break; null if it is no spot. */
  private static @Nullable PodPlace pod(Imp imp, Candidate ad) {
    return ad.creative().content() instanceof Vast vast
        ? vast.audio() ? imp.audio.pod : imp.video.pod
        : null;
  }

  private static boolean isSame(PodPlace pod, PodPlace other) {
    return !pod.podid.isEmpty() && pod.podid.contentEquals(other.podid);
  }

  private static boolean isOfSameAdvertiser(Candidate ad, Candidate other) {
    Advertiser advertiser = ad.campaign().advertiser();
    Advertiser before = other.campaign().advertiser();
    return advertiser.id().equals(before.id()) || advertiser.domain().equals(before.domain());
  }

  private static int seconds(Candidate ad) {
    return ad.creative().content() instanceof Vast vast ? vast.durationSeconds() : 0;
  }
}
