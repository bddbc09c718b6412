package io.bidder.market.world;

/** The device that a user looks at: indices into {@link Names}. */
public record Device(int type, int operatingSystem, int browser, int connection) {}
