package io.bidder.bidder.pricing;

import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.CreativeContent.Vast;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.DurationFloors;
import io.bidder.bidder.openrtb.Imp;

/**
 * The floor that holds for an ad: the deal's over that of the ad's medium over the impression's,
 * and one for the length of the spot over one for any. A deal without a floor has the one that
 * holds without it.
 */
final class Floors {
  private Floors() {}

  /** The deal's floor for an ad, in the deal's currency; 0 if it has none. */
  static long ofDeal(Deal deal, CreativeContent content) {
    long ofLength = ofLength(deal.durationFloors, content);
    return ofLength > 0 ? ofLength : Math.max(0, deal.floorCpmMicros);
  }

  /** The impression's floor for an ad, in the impression's currency; 0 if it has none. */
  static long ofImp(Imp imp, CreativeContent content) {
    boolean isAudio = content instanceof Vast vast && vast.audio();
    long ofLength =
        ofLength(isAudio ? imp.audio.durationFloors : imp.video.durationFloors, content);
    return ofLength > 0 ? ofLength : Math.max(0, imp.floorCpmMicros);
  }

  private static long ofLength(DurationFloors floors, CreativeContent content) {
    return content instanceof Vast vast ? floors.floorCpmMicros(vast.durationSeconds()) : 0;
  }
}
