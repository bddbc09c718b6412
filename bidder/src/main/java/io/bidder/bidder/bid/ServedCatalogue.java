package io.bidder.bidder.bid;

import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.response.BidTemplates;
import io.bidder.bidder.response.Landings;
import java.util.function.Supplier;

/**
 * A catalogue as it is bid from: its index, and the bids of its ads as far as they are known
 * beforehand.
 */
public record ServedCatalogue(CampaignIndex index, BidTemplates templates, Landings landings) {
  /**
   * Prepares the bids of an index's ads.
   *
   * @param publicUrl that this server's own URLs begin with; asked for when there are bids
   * @param outcomes whether there are URLs that count impressions and clicks
   */
  public static ServedCatalogue of(
      CampaignIndex index, Supplier<String> publicUrl, boolean outcomes) {
    return new ServedCatalogue(
        index,
        BidTemplates.of(index.catalogue(), publicUrl, outcomes),
        Landings.of(index.catalogue()));
  }
}
