package io.bidder.market.exchange;

import io.bidder.market.world.Creative;
import io.bidder.market.world.MarketClock;
import io.bidder.market.world.Opportunity;
import io.bidder.market.world.RandomStream;
import io.bidder.market.world.Traffic;
import io.bidder.market.world.World;
import java.util.ArrayList;
import java.util.List;

/** Draws the requests of a market, each the same for its number. Immutable. */
final class Asks {
  private static final long KIND = 64;
  private static final long DAYS = 65;
  private static final double TWO_SLOTS = 0.08;
  private static final double ZIPPED = 0.2;
  private static final double GDPR_REFUSED = 0.2;
  private static final double DEAL = 0.04;
  private static final double DEAL_FLOOR = 2.5;
  private static final double BLOCKING = 0.05;
  private static final double NATIVE = 0.3;
  private static final double MEDIAN_FLOOR = 0.45;
  private static final double FLOOR_DEVIATION = 0.5;

  private final World world;
  private final MarketOptions options;

  Asks(World world, MarketOptions options) {
    this.world = world;
    this.options = options;
  }

  /** The request of a number, from 0. */
  Ask at(long index) {
    RandomStream random = new RandomStream(options.seed(), KIND, index);
    long day = index / options.auctionsPerDay();
    double share =
        (index % options.auctionsPerDay() + random.nextDouble()) / options.auctionsPerDay();
    long timeMillis =
        options.isEven() ? MarketClock.evenlyOn(day, share) : MarketClock.on(day, share);
    Traffic traffic = world.traffic();
    Opportunity first = traffic.opportunity(timeMillis, random);
    Ask.Consent consent =
        random.nextDouble() >= options.gdprShare()
            ? Ask.Consent.NOT_NEEDED
            : random.nextDouble() < GDPR_REFUSED ? Ask.Consent.REFUSED : Ask.Consent.GIVEN;
    boolean isApp = first.isApp();
    boolean zipped = random.nextDouble() < ZIPPED;
    List<String> blocked =
        random.nextDouble() < BLOCKING
            ? List.of(
                world
                    .campaigns()
                    .get(random.nextInt(world.campaigns().size()))
                    .advertiserCategory())
            : List.of();
    List<Slot> slots = new ArrayList<>();
    slots.add(slot(0, first, random));
    if (random.nextDouble() < TWO_SLOTS) {
      Opportunity other = traffic.opportunity(timeMillis, random);
      slots.add(
          slot(
              1,
              new Opportunity(
                  timeMillis,
                  first.user(),
                  first.site(),
                  first.device(),
                  other.position(),
                  first.size(),
                  first.recencyDays()),
              random));
    }
    return new Ask(index, timeMillis, slots, isApp, consent, zipped, blocked);
  }

  private Slot slot(int number, Opportunity opportunity, RandomStream random) {
    boolean fitsNative = opportunity.fitsNative() && random.nextDouble() < NATIVE;
    Media media = opportunity.isVideo() ? Media.VIDEO : fitsNative ? Media.NATIVE : Media.BANNER;
    // A site's own way of selling, as exchanges have it for each.
    RandomStream site = new RandomStream(options.seed(), DAYS, opportunity.site().index());
    boolean firstPrice = site.nextDouble() < options.firstPriceShare();
    double floorCpm = MEDIAN_FLOOR * StrictMath.exp(FLOOR_DEVIATION * site.nextGaussian());
    boolean hasDeal = random.nextDouble() < DEAL;
    return new Slot(
        number,
        opportunity,
        media,
        firstPrice,
        cents(hasDeal ? DEAL_FLOOR + floorCpm : floorCpm),
        hasDeal ? opportunity.site().dealId() : "");
  }

  private static double cents(double cpm) {
    return StrictMath.round(cpm * 100) / 100.0;
  }

  /** The ads that may be shown in a place of a request. */
  List<Creative> eligible(Ask ask, Slot slot) {
    List<Creative> fitting = world.traffic().candidates(slot.opportunity());
    return ask.blocked().isEmpty()
        ? fitting
        : fitting.stream()
            .filter(each -> !ask.blocked().contains(each.campaign().advertiserCategory()))
            .toList();
  }
}
