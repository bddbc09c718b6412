package io.bidder.eventlog.segment;

import java.time.Duration;

/**
 * What of a log is kept.
 *
 * @param maxAge of events that nobody needs; whole segments of older ones are deleted
 * @param maxBytes of a log whose older segments nobody needs
 * @param hardMaxBytes of a log whatever is needed: beyond, even what a reader needs is deleted
 */
public record RetentionRules(Duration maxAge, long maxBytes, long hardMaxBytes) {}
