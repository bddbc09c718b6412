package io.bidder.bidder.bid;

import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.openrtb.IntList;
import io.bidder.bidder.openrtb.PodPlace;

/** The spots that a slot in a break takes (OpenRTB 2.6, 7.6). Allocates nothing. */
final class Spots {
  /** Bids that one slot gets at most. */
  static final int MAX_SPOTS = 8;

  /** Seconds of a spot in a slot that does not say how long one is. */
  private static final int USUAL_SECONDS = 15;

  private Spots() {}

  /** The number of bids that an impression may get. */
  static int of(Imp imp) {
    int spots = 1;
    if (imp.hasVideo) {
      spots = Math.max(spots, spots(imp.video.pod, imp.video.minduration, imp.video.rqddurs));
    }
    if (imp.hasAudio) {
      spots = Math.max(spots, spots(imp.audio.pod, imp.audio.minduration, imp.audio.rqddurs));
    }
    return Math.min(spots, MAX_SPOTS);
  }

  private static int spots(PodPlace pod, int minduration, IntList rqddurs) {
    if (pod.poddur == BidRequest.NONE) {
      return pod.maxseq;
    }
    int shortest = minduration > 0 ? minduration : USUAL_SECONDS;
    for (int i = 0; i < rqddurs.size(); i++) {
      shortest = i == 0 ? rqddurs.get(0) : Math.min(shortest, rqddurs.get(i));
    }
    int fitting = pod.poddur / Math.max(1, shortest);
    return pod.maxseq == BidRequest.NONE ? fitting : Math.min(fitting, pod.maxseq);
  }
}
