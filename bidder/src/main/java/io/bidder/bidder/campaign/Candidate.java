package io.bidder.bidder.campaign;

import io.bidder.bidder.openrtb.Deal;
import org.jspecify.annotations.Nullable;

/**
 * An ad that may bid for an impression. Reused by its {@link Candidates}; valid until the request
 * it was selected for is cleared.
 */
public final class Candidate {
  /** Number of the creative in its catalogue's index, ascending from 0. */
  public int creativeIndex;

  /** The {@link CatalogueSlots slots} of campaign and creative. */
  public int campaignSlot;

  public int creativeSlot;

  /**
   * A number that the campaign has for as long as nothing of it changes, and that no other ever
   * had; 0 where it is not known.
   */
  public int campaignRevision;

  /** Impressions of its campaign that the person was shown before; -1 where it is not known. */
  public int exposures;

  private @Nullable Campaign campaign;
  private @Nullable Creative creative;

  /** The deal it bids under, which is one of the impression's; null in the open auction. */
  public @Nullable Deal deal;

  /** The size it fits: of the slot, or the format of the slot's list. */
  public int w;

  public int h;

  /** Begins with an ad, without deal and size. */
  public void set(
      int creativeIndex, int campaignSlot, int creativeSlot, Campaign campaign, Creative creative) {
    this.creativeIndex = creativeIndex;
    this.campaignSlot = campaignSlot;
    this.creativeSlot = creativeSlot;
    campaignRevision = 0;
    exposures = -1;
    this.campaign = campaign;
    this.creative = creative;
    deal = null;
    w = 0;
    h = 0;
  }

  /** Becomes the same as another. */
  void set(Candidate other) {
    creativeIndex = other.creativeIndex;
    campaignSlot = other.campaignSlot;
    creativeSlot = other.creativeSlot;
    campaignRevision = other.campaignRevision;
    exposures = other.exposures;
    campaign = other.campaign;
    creative = other.creative;
    deal = other.deal;
    w = other.w;
    h = other.h;
  }

  /** Holds on to nothing any more. */
  void clear() {
    campaign = null;
    creative = null;
    deal = null;
  }

  public Campaign campaign() {
    return require(campaign);
  }

  public Creative creative() {
    return require(creative);
  }

  private static <T> T require(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("a candidate that was not set");
    }
    return value;
  }
}
