package io.bidder.bidder.bid;

import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.response.Markups;

/** A catalogue as it is bid from: its index, and the markup of its ads. */
public record ServedCatalogue(CampaignIndex index, Markups markups) {
  /**
   * Prepares the markup of an index's ads.
   *
   * @param publicUrl that this server's own URLs begin with
   * @throws io.bidder.bidder.response.InvalidMarkupException naming an ad whose markup cannot be
   *     served
   */
  public static ServedCatalogue of(CampaignIndex index, String publicUrl) {
    return new ServedCatalogue(index, Markups.of(index.catalogue(), publicUrl));
  }
}
