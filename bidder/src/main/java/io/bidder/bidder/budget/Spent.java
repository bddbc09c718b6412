package io.bidder.bidder.budget;

import io.bidder.bidder.pricing.CurrencyRates;
import io.bidder.bidder.pricing.CurrencyRates.Rounding;
import java.util.ArrayList;
import java.util.List;

/** The bills of one campaign or group, by currency. Its {@link Spend}'s lock guards it. */
final class Spent {
  /** Mostly one: exchanges bill in the currency that was bid in. */
  final List<Sums> byCurrency = new ArrayList<>(1);

  void add(long cpmMicros, String currency, long epochMillis) {
    for (int i = 0; i < byCurrency.size(); i++) {
      if (byCurrency.get(i).currency.equals(currency)) {
        byCurrency.get(i).add(cpmMicros, epochMillis);
        return;
      }
    }
    Sums sums = new Sums(currency);
    sums.add(cpmMicros, epochMillis);
    byCurrency.add(sums);
  }

  /** Tells whether there was no bill. */
  boolean isNothing() {
    return byCurrency.isEmpty();
  }

  /** The sum of all, in a currency that has a rate. */
  long totalMicros(CurrencyRates rates, int to) {
    return sinceMicros(Long.MIN_VALUE, rates, to);
  }

  /**
   * The sum of those since the beginning of a quarter of an hour, in a currency that has a rate;
   * {@link Long#MAX_VALUE} if some of it is in one that has none any more.
   */
  long sinceMicros(long quarter, CurrencyRates rates, int to) {
    long all = 0;
    for (int i = 0; i < byCurrency.size(); i++) {
      Sums sums = byCurrency.get(i);
      long micros = quarter == Long.MIN_VALUE ? sums.totalMicros() : sums.sinceMicros(quarter);
      int from = rates.numberOf(sums.currency);
      if (micros > 0) {
        long converted =
            from == CurrencyRates.NO_RATE
                ? Long.MAX_VALUE
                : rates.convertMicros(micros, from, to, Rounding.UP);
        all = converted > Long.MAX_VALUE - all ? Long.MAX_VALUE : all + converted;
      }
    }
    return all;
  }
}
