package io.bidder.modelstore;

import java.time.Instant;

/** What a store has been told against serving a version: when, and why. */
public record Refusal(Instant at, String reason) {}
