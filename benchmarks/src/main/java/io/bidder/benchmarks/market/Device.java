package io.bidder.benchmarks.market;

/** What a user looks at: indices into {@link Names}. */
public record Device(int type, int operatingSystem, int browser, int connection) {}
