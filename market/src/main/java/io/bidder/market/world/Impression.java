package io.bidder.market.world;

/**
 * An ad shown at an opportunity.
 *
 * @param exposures how often the user saw the creative's campaign before
 */
public record Impression(Opportunity opportunity, Creative creative, int exposures) {}
