package io.bidder.bidder.pricing;

/** A step from value to bid: spends a campaign's budget evenly over its flight. Thread-safe. */
@FunctionalInterface
public interface Pace {
  /** Bids the value. */
  Pace NONE = (campaignSlot, valueCpmMicros) -> valueCpmMicros;

  /**
   * Lowers a bid as far as the campaign's pacing asks for.
   *
   * @param campaignSlot the campaign's slot
   * @param valueCpmMicros what the impression is worth, in the campaign's currency
   * @return in the same currency; what is more than the value is taken for it, what is negative for
   *     0
   */
  long pace(int campaignSlot, long valueCpmMicros);

  /** Says what lowers a campaign's bids, for people; empty for nothing. */
  default String why(int campaignSlot) {
    return "";
  }

  /** This step, and another after it. */
  default Pace then(Pace next) {
    Pace first = this;
    return new Pace() {
      @Override
      public long pace(int campaignSlot, long valueCpmMicros) {
        return next.pace(campaignSlot, first.pace(campaignSlot, valueCpmMicros));
      }

      @Override
      public String why(int campaignSlot) {
        return first.why(campaignSlot);
      }
    };
  }
}
