package io.bidder.modelstore;

import org.jspecify.annotations.Nullable;

/**
 * A version as a listing shows it.
 *
 * @param current whether it is the one to serve
 * @param manifest what its manifest says; null if that cannot be read
 * @param problem why the manifest cannot be read; null if it can
 * @param refusal what was said against serving it; null if nothing was
 */
public record VersionSummary(
    String id,
    boolean current,
    @Nullable Manifest manifest,
    @Nullable String problem,
    @Nullable Refusal refusal) {}
