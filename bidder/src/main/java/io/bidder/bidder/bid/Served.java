package io.bidder.bidder.bid;

import io.bidder.bidder.budget.Claims;
import io.bidder.bidder.campaign.CampaignsOut;
import io.bidder.bidder.config.PrivacyConfig;
import io.bidder.bidder.exposure.Caps;
import io.bidder.modelstore.serving.ServedModel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the pipelines of all threads bid from.
 *
 * @param model the model to score with, which changes when a version is promoted
 * @param catalogue the campaigns to bid for, which change when the file does
 * @param out campaigns that may not bid for now
 * @param caps on how often a person is shown an ad
 * @param claims what bids' prices are claimed from
 * @param scores of ads lately, which the pipelines share
 * @param privacy who we are to the persons that requests are about
 * @param tried the version that is tried beside the model, which changes; null while none is
 */
public record Served(
    ServedModel model,
    Supplier<ServedCatalogue> catalogue,
    CampaignsOut out,
    Caps caps,
    Claims claims,
    BidLimits limits,
    RecentScores scores,
    PrivacyConfig privacy,
    Supplier<@Nullable TriedModel> tried) {

  /** What is bid from when no ad has been scored yet. */
  public Served(
      ServedModel model,
      Supplier<ServedCatalogue> catalogue,
      CampaignsOut out,
      Caps caps,
      Claims claims,
      BidLimits limits,
      PrivacyConfig privacy,
      Supplier<@Nullable TriedModel> tried) {
    this(model, catalogue, out, caps, claims, limits, new RecentScores(), privacy, tried);
  }

  /** Likewise, for the persons' privacy as it is by default. */
  public Served(
      ServedModel model,
      Supplier<ServedCatalogue> catalogue,
      CampaignsOut out,
      Caps caps,
      Claims claims,
      BidLimits limits,
      Supplier<@Nullable TriedModel> tried) {
    this(model, catalogue, out, caps, claims, limits, PrivacyConfig.defaults(), tried);
  }

  /** Likewise, without budgets and caps. */
  public Served(
      ServedModel model,
      Supplier<ServedCatalogue> catalogue,
      CampaignsOut out,
      BidLimits limits,
      Supplier<@Nullable TriedModel> tried) {
    this(model, catalogue, out, Caps.none(), Claims.NONE, limits, tried);
  }

  /** Likewise, where no version is ever tried. */
  public Served(
      ServedModel model, Supplier<ServedCatalogue> catalogue, CampaignsOut out, BidLimits limits) {
    this(model, catalogue, out, limits, () -> null);
  }

  /** The same for requests one by one, from which others learn nothing and that claim nothing. */
  Served apart() {
    return new Served(
        model, catalogue, out, caps, claims.looking(), limits.oneByOne(), privacy, tried);
  }
}
