package io.bidder.bidder.campaign;

import java.util.BitSet;
import java.util.function.IntFunction;

/**
 * The campaigns that may not bid for now although their targeting lets them, such as those that are
 * paused or out of budget, by {@linkplain CatalogueSlots slot}. Replaced as a whole: a selection
 * sees either all of a change or nothing of it. Thread-safe.
 */
public final class CampaignsOut {
  private static final long[] NONE = {};

  private final IntFunction<String> why;
  private volatile long[] bits = NONE;

  /** None, and nobody who knows why one of them would be out. */
  public CampaignsOut() {
    this(_ -> "");
  }

  /**
   * None yet.
   *
   * @param why says of a campaign that is out, by its slot, why it is; empty where it is not known
   */
  public CampaignsOut(IntFunction<String> why) {
    this.why = why;
  }

  /** These are out from now on, and no others. */
  public void replace(BitSet campaignSlots) {
    bits = campaignSlots.toLongArray();
  }

  /** Says why a campaign is out, for people. */
  public String why(int campaignSlot) {
    return why.apply(campaignSlot);
  }

  /** A bit for each slot, those beyond the last word being 0; not to be changed. */
  public long[] bits() {
    return bits;
  }

  /** Tells whether a bitmap of {@link #bits} has a slot's bit. */
  public static boolean has(long[] bits, int campaignSlot) {
    int word = campaignSlot >>> 6;
    return word < bits.length && (bits[word] >>> campaignSlot & 1) != 0;
  }
}
