package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.Rule;
import org.jspecify.annotations.Nullable;

/** Is told of each campaign whether it may bid, and if not, why. */
@FunctionalInterface
public interface Verdicts {
  /**
   * A campaign was looked at.
   *
   * @param stoppedBy the first rule that keeps it from the impression; of its ads' rules, the one
   *     that the ad coming furthest met. Null if it may bid.
   * @param candidates its ads that may bid, none where a rule stopped it; valid during the call
   */
  void onCampaign(Campaign campaign, @Nullable Rule stoppedBy, Candidates candidates);
}
