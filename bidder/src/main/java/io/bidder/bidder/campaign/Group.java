package io.bidder.bidder.campaign;

/**
 * Campaigns of an advertiser that share a budget. Immutable.
 *
 * @param currency ISO 4217 code of the budget and of all its campaigns
 */
public record Group(String id, Advertiser advertiser, String currency, Budget budget) {}
