package io.bidder.bidder.campaign;

import java.util.HashMap;
import java.util.Map;

/**
 * Numbers of campaigns and of creatives by their ids, from 0 on: an id that was given a number
 * keeps it for as long as this lives, whatever becomes of the catalogue. What has to outlive a
 * catalogue (budgets, caps, what is known of an ad) is kept in arrays by these slots.
 *
 * <p>Slots are never given to another id, so that memory grows with the ids that were ever there,
 * by some hundred bytes each. Thread-safe.
 */
public final class CatalogueSlots {
  private final Map<String, Integer> campaigns = new HashMap<>();
  private final Map<String, Integer> creatives = new HashMap<>();
  private int revisions;

  /** The slot of a campaign, the next free one for an id that is new. */
  public synchronized int campaign(String id) {
    return slot(campaigns, id);
  }

  /** The slot of a creative, the next free one for an id that is new. */
  public synchronized int creative(String id) {
    return slot(creatives, id);
  }

  /** One more than the highest slot of a campaign. */
  public synchronized int campaignCount() {
    return campaigns.size();
  }

  /** One more than the highest slot of a creative. */
  public synchronized int creativeCount() {
    return creatives.size();
  }

  /** A number above 0 that was not given before. */
  public synchronized int nextRevision() {
    return ++revisions;
  }

  private static int slot(Map<String, Integer> slots, String id) {
    return slots.computeIfAbsent(id, _ -> slots.size());
  }
}
