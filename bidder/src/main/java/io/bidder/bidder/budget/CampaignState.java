package io.bidder.bidder.budget;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.pacing.TargetState;
import org.jspecify.annotations.Nullable;

/**
 * The state of a campaign and its money.
 *
 * @param slot of the campaign
 * @param account what it was billed; null if its currency has no rate
 * @param group the account of its group; null without one
 * @param isLimited whether it has a budget of its own
 * @param state in words
 * @param multiplier of its bids, by which its budget is to last and its target to be kept to
 * @param target how it does by it; null if it has none
 * @param why it is out, in words; empty if it is not
 */
record CampaignState(
    Campaign campaign,
    int slot,
    @Nullable Account account,
    @Nullable Account group,
    boolean isLimited,
    String state,
    double multiplier,
    @Nullable TargetState target,
    String why) {}
