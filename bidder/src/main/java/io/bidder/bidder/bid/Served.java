package io.bidder.bidder.bid;

import io.bidder.bidder.campaign.CampaignsOut;
import io.bidder.modelstore.serving.ServedModel;
import java.util.function.Supplier;

/**
 * What the pipelines of all threads bid from.
 *
 * @param model the model to score with, which changes when a version is promoted
 * @param catalogue the campaigns to bid for, which change when the file does
 * @param out campaigns that may not bid for now
 * @param scores of ads lately, which the pipelines share
 */
public record Served(
    ServedModel model,
    Supplier<ServedCatalogue> catalogue,
    CampaignsOut out,
    BidLimits limits,
    RecentScores scores) {

  /** What is bid from when no ad has been scored yet. */
  public Served(
      ServedModel model, Supplier<ServedCatalogue> catalogue, CampaignsOut out, BidLimits limits) {
    this(model, catalogue, out, limits, new RecentScores());
  }

  /** The same for requests one by one, from which others learn nothing. */
  Served apart() {
    return new Served(model, catalogue, out, limits.oneByOne());
  }
}
