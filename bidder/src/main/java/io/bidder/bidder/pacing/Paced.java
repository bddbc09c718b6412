package io.bidder.bidder.pacing;

import io.bidder.bidder.campaign.PacingMode;
import java.util.List;

/**
 * A budget that is to be paced, as it stands.
 *
 * @param account that it is of, by the same name in every turn
 * @param campaignSlots of those that bid from it
 * @param fromMillis start of its span, in milliseconds since 1970
 * @param untilMillis end of its span
 * @param budgetMicros of the span
 * @param spentMicros of it
 */
public record Paced(
    String account,
    PacingMode mode,
    List<Integer> campaignSlots,
    long fromMillis,
    long untilMillis,
    long budgetMicros,
    long spentMicros) {}
