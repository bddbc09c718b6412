package io.bidder.market.world;

import java.util.ArrayList;
import java.util.List;

/** The sites, campaigns and creatives of a world, which its seed and size decide. Immutable. */
final class Inventory {
  private static final long SITES = 11;
  private static final long CAMPAIGNS = 12;
  private static final double MEDIAN_ORDER = 45;
  private static final double ROAS_COEFFICIENT = 0.12;
  private static final double MICROS = 1e6;
  private static final long CENT_MICROS = 10_000;

  final List<Site> sites;
  final List<Campaign> campaigns;
  final List<Creative> creatives;

  /** Creatives by the size of slot that they fit. */
  final List<List<Creative>> creativesBySize;

  Inventory(long seed, WorldSize size) {
    sites = sites(size.sites(), new RandomStream(seed, SITES, 0));
    RandomStream random = new RandomStream(seed, CAMPAIGNS, 0);
    campaigns = campaigns(size.campaigns(), random);
    creatives = creatives(size.creatives(), campaigns, random);
    creativesBySize = new ArrayList<>();
    for (int s = 0; s < Names.WIDTHS.size(); s++) {
      int slot = s;
      creativesBySize.add(creatives.stream().filter(c -> c.size() == slot).toList());
    }
  }

  private static List<Site> sites(int count, RandomStream random) {
    List<Site> sites = new ArrayList<>();
    int categories = Names.SITE_CATEGORIES.size();
    for (int i = 0; i < count; i++) {
      int category = i % categories;
      String domain = Names.SITE_WORDS.get(category) + (i / categories + 1) + ".example";
      // A long tail, as sites have it, but no site too rare to learn.
      double traffic = (0.5 + random.nextDouble()) / StrictMath.pow(i + 5, 0.8);
      sites.add(new Site(i, domain, category, traffic));
    }
    return List.copyOf(sites);
  }

  private static List<Campaign> campaigns(int count, RandomStream random) {
    List<Campaign> campaigns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double order = MEDIAN_ORDER * StrictMath.exp(0.7 * random.nextGaussian());
      campaigns.add(
          new Campaign(
              i,
              i % Names.CAMPAIGN_CATEGORIES.size(),
              money(order),
              roasCoefficient(order),
              StrictMath.exp(0.3 * random.nextGaussian())));
    }
    return List.copyOf(campaigns);
  }

  /** The larger the order the smaller the share, or the dearest campaign would win everywhere. */
  private static double roasCoefficient(double order) {
    return StrictMath.round(100 * ROAS_COEFFICIENT * StrictMath.sqrt(MEDIAN_ORDER / order)) / 100.0;
  }

  private static List<Creative> creatives(
      int count, List<Campaign> campaigns, RandomStream random) {
    List<Creative> creatives = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int round = i / campaigns.size();
      Campaign campaign = campaigns.get(i % campaigns.size());
      // Spreads a campaign's creatives over sizes, and a size's over campaigns.
      int size = (campaign.index() + 2 * round) % Names.WIDTHS.size();
      int format = (i + round + i / Names.FORMATS.size()) % Names.FORMATS.size();
      double price =
          campaign.orderValueMicros() / MICROS * StrictMath.exp(0.6 * random.nextGaussian());
      creatives.add(new Creative(i, campaign, size, format, money(price)));
    }
    return List.copyOf(creatives);
  }

  /** Micros of an amount in units, in whole cents. */
  static long money(double units) {
    return Math.max(1, StrictMath.round(units * MICROS / CENT_MICROS)) * CENT_MICROS;
  }
}
