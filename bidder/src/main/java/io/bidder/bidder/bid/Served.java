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
 */
public record Served(
    ServedModel model, Supplier<ServedCatalogue> catalogue, CampaignsOut out, BidLimits limits) {}
