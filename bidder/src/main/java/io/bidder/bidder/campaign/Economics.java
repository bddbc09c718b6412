package io.bidder.bidder.campaign;

import io.bidder.modelstore.schema.Head;

/**
 * The worth of what comes of an impression, and the limits of a campaign's bids. Immutable; all
 * amounts in micros of {@code currency}.
 *
 * <p>What a campaign states itself goes before what a model predicts: value is made of P(click |
 * impression) where a click's worth or P(conversion | click) is stated, and of P(conversion |
 * impression) otherwise.
 *
 * @param currency ISO 4217
 * @param clickValueMicros what a click is worth; 0 where orders are what counts
 * @param conversionRate P(conversion | click); 0 where a model predicts it
 * @param averageOrderValueMicros the average revenue of a conversion
 * @param roasCoefficient share of that which may be spent on media: 1 / target ROAS
 * @param minCpmMicros bids below are not made; 0 for none
 * @param maxCpmMicros bids above are cut to this; {@link Long#MAX_VALUE} for none
 */
public record Economics(
    String currency,
    long clickValueMicros,
    double conversionRate,
    long averageOrderValueMicros,
    double roasCoefficient,
    long minCpmMicros,
    long maxCpmMicros) {
  /** Economics of orders as a model predicts them. */
  public Economics(
      String currency,
      long averageOrderValueMicros,
      double roasCoefficient,
      long minCpmMicros,
      long maxCpmMicros) {
    this(currency, 0, 0, averageOrderValueMicros, roasCoefficient, minCpmMicros, maxCpmMicros);
  }

  /**
   * The head that a model must have to price the campaign: {@link Head#CTR} where value is made of
   * P(click | impression), {@link Head#CVR} where it is made of P(conversion | impression).
   */
  public Head pricedBy() {
    return clickValueMicros > 0 || conversionRate > 0 ? Head.CTR : Head.CVR;
  }

  /** What that event, a click or a conversion, is worth, in micros. */
  public double eventValueMicros() {
    if (clickValueMicros > 0) {
      return clickValueMicros;
    }
    double order = averageOrderValueMicros * roasCoefficient;
    return conversionRate > 0 ? conversionRate * order : order;
  }
}
