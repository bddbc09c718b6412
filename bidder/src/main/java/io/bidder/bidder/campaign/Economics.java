package io.bidder.bidder.campaign;

/**
 * The worth of a conversion and the limits of a campaign's bids. Immutable; all amounts in micros
 * of {@code currency}.
 *
 * @param currency ISO 4217
 * @param averageOrderValueMicros the average revenue of a conversion
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
