package io.bidder.market.exchange;

import io.bidder.market.world.Campaign;
import io.bidder.market.world.World;
import java.util.List;

/**
 * What campaigns could spend: each as if it alone bid, the true value of its best ad wherever it
 * may be shown. Told from a sample of the market's requests.
 */
public final class Appetite {
  private static final int SAMPLE = 4_000;
  private static final double SHOWN = 0.97;
  private static final int IMPRESSIONS_PER_CPM = 1_000;

  private Appetite() {}

  /** Micros of USD in a day of market time, by campaign. */
  public static long[] microsADay(World world, MarketOptions options) {
    Asks asks = new Asks(world, options);
    Truth truth = new Truth(world, world, Drift.NONE, options.seed());
    Landscape landscape = new Landscape(options.seed(), world);
    int[] nobody = new int[world.campaigns().size()];
    int[] never = new int[world.creatives().size()];
    double[] cpmMicros = new double[world.campaigns().size()];
    long sample = Math.min(SAMPLE, options.auctionsPerDay());
    for (long i = 0; i < sample; i++) {
      Ask ask = asks.at(i * options.auctionsPerDay() / sample);
      for (Slot slot : ask.slots()) {
        List<Offer> offers = truth.offers(slot, asks.eligible(ask, slot), nobody, never);
        Rivals rivals = landscape.rivals(slot.opportunity(), Exchange.appeal(offers), 1);
        for (Campaign campaign : world.campaigns()) {
          List<Offer> own =
              offers.stream().filter(each -> each.creative().campaign().equals(campaign)).toList();
          Sale alone = Sale.of(ask, slot, own, rivals, null, options.seed());
          cpmMicros[campaign.index()] += 1e6 * alone.truthful().paidCpm();
        }
      }
    }
    long[] micros = new long[cpmMicros.length];
    for (int i = 0; i < micros.length; i++) {
      micros[i] =
          (long) (SHOWN * cpmMicros[i] * options.auctionsPerDay() / sample / IMPRESSIONS_PER_CPM);
    }
    return micros;
  }
}
