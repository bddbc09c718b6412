package io.bidder.bidder;

import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.response.Markups;

/** A catalogue as it is bid with: its index and its prepared markup. Immutable. */
record ServedCatalogue(CampaignIndex index, Markups markups) {}
