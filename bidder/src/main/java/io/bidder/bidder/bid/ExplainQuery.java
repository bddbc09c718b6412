package io.bidder.bidder.bid;

import org.jspecify.annotations.Nullable;

/**
 * A question why a request gets a bid or none.
 *
 * @param epochMillis as if it had come then
 * @param imp the only impression to tell of, by its id; null for all
 * @param campaign the only campaign to tell of, by its id; null for all
 */
record ExplainQuery(
    Exchange exchange, long epochMillis, @Nullable String imp, @Nullable String campaign) {}
