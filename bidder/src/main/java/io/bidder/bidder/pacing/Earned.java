package io.bidder.bidder.pacing;

import io.bidder.bidder.pricing.CurrencyRates;
import io.bidder.bidder.pricing.CurrencyRates.Rounding;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What was spent on a campaign and came of it, all of it faded. Guarded by {@link Earnings}. */
final class Earned {
  private static final double IMPRESSIONS_PER_CPM = 1_000;

  /** The sums of P(click | impression) and of P(conversion | impression). */
  final Faded clicks = Delays.awaited();

  final Faded conversions = Delays.awaited();
  final Faded orders = Faded.remembered();
  private final List<Amounts> byCurrency = new ArrayList<>();

  /**
   * Amounts in a currency, in micros.
   *
   * @param spent what was billed
   * @param bid what was bid for it
   * @param value of orders, less what was taken back
   */
  record Amounts(String currency, Faded spent, Faded bid, Faded value) {
    Amounts(String currency) {
      this(currency, Faded.remembered(), Faded.remembered(), Faded.remembered());
    }
  }

  void billed(
      float pCtr, float pCtcvr, long priceCpmMicros, long bidCpmMicros, String in, long millis) {
    clicks.add(probability(pCtr), millis);
    conversions.add(probability(pCtcvr), millis);
    Amounts amounts = amounts(in);
    amounts.spent.add(priceCpmMicros / IMPRESSIONS_PER_CPM, millis);
    amounts.bid.add(bidCpmMicros / IMPRESSIONS_PER_CPM, millis);
  }

  /** What is none, in a log of somebody else, would never be forgotten. */
  private static double probability(float predicted) {
    return predicted >= 0 && predicted <= 1 ? predicted : 0;
  }

  void brought(long valueMicros, String in, long millis) {
    amounts(in).value.add((double) valueMicros, millis);
  }

  private Amounts amounts(String currency) {
    for (Amounts each : byCurrency) {
      if (each.currency.equals(currency)) {
        return each;
      }
    }
    Amounts added = new Amounts(currency);
    byCurrency.add(added);
    return added;
  }

  /** A sum in a currency; what is in one that has no rate is left out. */
  double micros(Function<Amounts, Faded> of, int currency, CurrencyRates rates, long millis) {
    double sum = 0;
    for (Amounts each : byCurrency) {
      int own = rates.numberOf(each.currency);
      if (own != CurrencyRates.NO_RATE) {
        double amount = of.apply(each).sum(millis);
        double converted =
            rates.convertMicros((long) Math.abs(amount), own, currency, Rounding.NEAREST);
        sum += Math.copySign(converted, amount);
      }
    }
    return sum;
  }

  void writeTo(DataOutputStream out) throws IOException {
    clicks.writeTo(out);
    conversions.writeTo(out);
    orders.writeTo(out);
    out.writeInt(byCurrency.size());
    for (Amounts each : byCurrency) {
      out.writeUTF(each.currency);
      each.spent.writeTo(out);
      each.bid.writeTo(out);
      each.value.writeTo(out);
    }
  }

  static Earned readFrom(DataInputStream in) throws IOException {
    Earned earned = new Earned();
    earned.clicks.readFrom(in);
    earned.conversions.readFrom(in);
    earned.orders.readFrom(in);
    for (int left = in.readInt(); left > 0; left--) {
      Amounts amounts = earned.amounts(in.readUTF());
      amounts.spent.readFrom(in);
      amounts.bid.readFrom(in);
      amounts.value.readFrom(in);
    }
    return earned;
  }
}
