package io.bidder.bidder.campaign;

/**
 * What a conversion is worth and what may be paid. Immutable; all amounts in micros of {@code
 * currency}.
 *
 * @param currency ISO 4217
 * @param averageOrderValueMicros what a conversion brings on average
 * @param roasCoefficient share of that which may be spent on media: 1 / target ROAS
 * @param minCpmMicros bids below are not made; 0 for none
 * @param maxCpmMicros bids above are cut to this; {@link Long#MAX_VALUE} for none
 */
public record Economics(
    String currency,
    long averageOrderValueMicros,
    double roasCoefficient,
    long minCpmMicros,
    long maxCpmMicros) {}
