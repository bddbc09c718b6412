package io.bidder.bidder.http;

import io.bidder.bidder.config.HttpConfig;

/** The settings and handlers that the connections of a server share. */
record Endpoint(
    HttpConfig config, Routes routes, BidHandler bids, HttpEvents events, Addresses addresses) {}
