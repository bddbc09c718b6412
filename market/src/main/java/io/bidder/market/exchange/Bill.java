package io.bidder.market.exchange;

import io.bidder.market.world.Campaign;
import java.util.concurrent.CompletionStage;

/**
 * An impression that the exchange bills.
 *
 * @param user who sees it, by the number in the world
 * @param hasId whether the bidder may know the person by an id
 * @param shownMillis in market time, when it is billed
 * @param askedNs when the bid was asked for, by {@link System#nanoTime}
 * @param told completes when the bidder has taken the bill, or never will
 */
public record Bill(
    Campaign campaign,
    int user,
    boolean hasId,
    long shownMillis,
    long paidCpmMicros,
    long askedNs,
    CompletionStage<?> told) {}
