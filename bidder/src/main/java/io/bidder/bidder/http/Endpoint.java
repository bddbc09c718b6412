package io.bidder.bidder.http;

import io.bidder.bidder.config.HttpConfig;
import org.jspecify.annotations.Nullable;

/**
 * The settings and handlers that the connections of a server share.
 *
 * @param clock that requests tell their time to; null where they do not
 */
record Endpoint(
    HttpConfig config,
    Routes routes,
    BidHandler bids,
    HttpEvents events,
    Addresses addresses,
    @Nullable ExchangeClock clock) {}
