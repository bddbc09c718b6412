package io.bidder.bidder.record;

import io.bidder.bidder.campaign.Candidate;
import io.bidder.eventlog.event.EventWriter;
import java.util.Arrays;

/**
 * The values of ads' features as events have them. Nothing of a request goes into them: they are
 * written when an ad first bids, and copied from then on, until its campaign changes. One thread's.
 */
final class AdValues {
  /** Ads that are kept, each where its slot leads: of more than so many some take turns. */
  static final int MAX_KEPT = 1 << 12;

  /** The campaign's revision above the creative's slot; 0 for nobody's. */
  private final long[] owners = new long[MAX_KEPT];

  private final byte[][] values = new byte[MAX_KEPT][];
  private final int[] lengths = new int[MAX_KEPT];

  /** Forgets all: they are of another schema. */
  void clear() {
    Arrays.fill(owners, 0);
  }

  /** Adds an ad's values to a bid's event; false if they are not known. */
  boolean put(Candidate ad, EventWriter event) {
    int at = at(ad);
    if (ad.campaignRevision == 0 || owners[at] != owner(ad)) {
      return false;
    }
    event.values(values[at], lengths[at]);
    return true;
  }

  /**
   * Keeps an ad's values, which were added last.
   *
   * @param from length of the event before them
   */
  void keep(Candidate ad, EventWriter event, int from) {
    int at = at(ad);
    byte[] room = values[at];
    values[at] = event.copyFrom(from, room == null ? new byte[0] : room);
    lengths[at] = event.length() - from;
    owners[at] = owner(ad);
  }

  private static int at(Candidate ad) {
    return ad.creativeSlot & (MAX_KEPT - 1);
  }

  private static long owner(Candidate ad) {
    return (long) ad.campaignRevision << Integer.SIZE | ad.creativeSlot;
  }
}
