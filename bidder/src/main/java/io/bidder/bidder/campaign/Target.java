package io.bidder.bidder.campaign;

/**
 * What a campaign's orders may cost on average, beside what each bid may be. Immutable.
 *
 * @param roas what a unit of spend is to bring in orders, at least; 0 if that is no target
 * @param costPerOrderMicros what an order may cost, in the currency of the campaign's economics; 0
 *     if that is no target
 */
public record Target(double roas, long costPerOrderMicros) {
  /** No target. */
  public static final Target NONE = new Target(0, 0);

  /** Tells whether there is one. */
  public boolean isSet() {
    return roas > 0 || costPerOrderMicros > 0;
  }

  /** What may be spent for an order of the average value, in micros. */
  public double perOrderMicros(Economics economics) {
    return roas > 0 ? economics.averageOrderValueMicros() / roas : costPerOrderMicros;
  }
}
