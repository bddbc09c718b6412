package io.bidder.modelstore;

/**
 * A version that was removed from a store, or would be.
 *
 * @param bytes what its files held
 */
public record Pruned(String id, long bytes) {}
