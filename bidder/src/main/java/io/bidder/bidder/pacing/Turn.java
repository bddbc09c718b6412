package io.bidder.bidder.pacing;

/**
 * What came of a campaign's bids in some seconds, and how it stands. Supply is in opportunities to
 * bid; a span is what a budget is for, such as a day.
 *
 * @param spentMicros in these seconds
 * @param impressions bought in them
 * @param supply that came in them
 * @param supplyExpected of them
 * @param budgetMicros of the span
 * @param remainingMicros of it
 * @param supplyAhead expected until the span's end
 * @param supplyOfSpan expected of all of it
 */
public record Turn(
    double spentMicros,
    double impressions,
    double supply,
    double supplyExpected,
    double budgetMicros,
    double remainingMicros,
    double supplyAhead,
    double supplyOfSpan) {}
