package io.bidder.bidder.response;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.Creative;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Templates of the bids of a catalogue's ads: made once when the catalogue is loaded, and replaced
 * with it. Immutable and thread-safe.
 */
public final class BidTemplates {
  private final IdentityHashMap<Creative, BidTemplate> byCreative = new IdentityHashMap<>();
  private final Map<String, BidTemplate> onNotice = new HashMap<>();

  private BidTemplates() {}

  /**
   * Prepares the bids of every ad.
   *
   * @param publicUrl the address at which exchanges reach the bidder, such as {@code
   *     https://bid.example.com}
   */
  public static BidTemplates of(Catalogue catalogue, String publicUrl) {
    BidTemplates templates = new BidTemplates();
    for (Campaign campaign : catalogue.campaigns()) {
      for (Creative creative : campaign.creatives()) {
        BidTemplate template = new BidTemplate(campaign, creative, publicUrl);
        templates.byCreative.put(creative, template);
        if (creative.delivery() == Creative.Delivery.NURL) {
          templates.onNotice.put(creative.id(), template);
        }
      }
    }
    return templates;
  }

  /** The bids of an ad of this catalogue, which is known by identity. */
  BidTemplate of(Creative creative) {
    BidTemplate template = byCreative.get(creative);
    if (template == null) {
      throw new IllegalStateException("ad '" + creative.id() + "' is of another catalogue");
    }
    return template;
  }

  /** An ad that is delivered on a win notice; null if there is none of that id. */
  @Nullable BidTemplate onNotice(String creativeId) {
    return onNotice.get(creativeId);
  }
}
