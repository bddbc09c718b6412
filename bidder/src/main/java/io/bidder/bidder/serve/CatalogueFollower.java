package io.bidder.bidder.serve;

import io.bidder.bidder.bid.ServedCatalogue;
import io.bidder.bidder.campaign.AdCensus;
import io.bidder.bidder.campaign.file.CatalogueFile;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.config.ExchangeConfig;
import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.pricing.CurrencyRates;
import io.bidder.modelstore.schema.Head;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the catalogue file's campaigns served. {@link #poll} is for one thread, {@link #get} for
 * any.
 */
final class CatalogueFollower implements Supplier<ServedCatalogue> {
  /** Is told what happens to catalogues. */
  interface Listener {
    /**
     * A catalogue is served from now on.
     *
     * @param tookMillis to read and prepare it
     */
    void serving(ServedCatalogue catalogue, long loadedAtEpochMillis, long tookMillis);

    void refused(String problems);

    /** So many ads of the served catalogue can bid from now on. */
    void counted(AdCensus ads);
  }

  private final Supplier<String> publicUrl;
  private final boolean outcomes;
  private final InstantSource clock;
  private final InstantSource bidClock;
  private final CurrencyRates rates;
  private final Supplier<List<Head>> heads;
  private final Consumer<CampaignIndex> before;
  private final Listener listener;
  private final CatalogueFile file;
  private volatile @Nullable ServedCatalogue serving;
  private volatile @Nullable AdCensus census;

  /** What the model predicted when ads were counted. */
  private List<Head> countedHeads = List.of();

  private long begunAtEpochMillis;

  private CatalogueFollower(
      ServerConfig config,
      Supplier<String> publicUrl,
      InstantSource clock,
      InstantSource bidClock,
      Supplier<List<Head>> heads,
      Consumer<CampaignIndex> before,
      Listener listener) {
    this.before = before;
    this.clock = clock;
    this.heads = heads;
    this.bidClock = bidClock;
    rates = CurrencyRates.of(config.currency().usdPerUnit());
    this.listener = listener;
    begunAtEpochMillis = clock.millis();
    this.publicUrl = publicUrl;
    outcomes = config.events().dir() != null;
    file =
        CatalogueFile.open(
            config.catalogue().file(),
            config.catalogue().maxDrop(),
            config.exchanges().stream().map(ExchangeConfig::label).collect(Collectors.toSet()),
            outcomes,
            clock,
            new CatalogueFile.Listener() {
              @Override
              public void accepted(CampaignIndex index) {
                serve(index);
              }

              @Override
              public void refused(String problems) {
                listener.refused(problems);
              }
            });
  }

  /**
   * Reads the catalogue, without which a server cannot start. Its ads are not {@linkplain #count
   * counted} yet, as that takes a model.
   *
   * @param publicUrl asked for when there are bids
   * @param clock of the machine and its files
   * @param bidClock that flights begin and end by
   * @param heads that the served model predicts
   * @param before is told of each catalogue before it is served
   * @throws RuntimeException naming everything that is wrong with it
   */
  static CatalogueFollower start(
      ServerConfig config,
      Supplier<String> publicUrl,
      InstantSource clock,
      InstantSource bidClock,
      Supplier<List<Head>> heads,
      Consumer<CampaignIndex> before,
      Listener listener) {
    CatalogueFollower follower =
        new CatalogueFollower(config, publicUrl, clock, bidClock, heads, before, listener);
    follower.serve(follower.file.current());
    return follower;
  }

  private void serve(CampaignIndex index) {
    ServedCatalogue next = ServedCatalogue.of(index, publicUrl, outcomes);
    before.accept(index);
    serving = next;
    long nowEpochMillis = clock.millis();
    listener.serving(next, nowEpochMillis, nowEpochMillis - begunAtEpochMillis);
  }

  /** Counts the ads that can bid, and tells. */
  void count() {
    List<Head> predicted = heads.get();
    countedHeads = predicted;
    AdCensus counted =
        AdCensus.of(
            get().index().catalogue(),
            bidClock.instant(),
            currency -> rates.numberOf(currency) != CurrencyRates.NO_RATE,
            economics -> predicted.contains(economics.pricedBy()));
    census = counted;
    listener.counted(counted);
  }

  /**
   * Looks whether the file has changed, and serves it if it is right; whether a flight has begun or
   * ended, or a model predicts something else, and counts again. Never throws.
   */
  void poll() {
    begunAtEpochMillis = clock.millis();
    if (file.poll() || !census().holdsAt(bidClock.instant()) || !heads.get().equals(countedHeads)) {
      count();
    }
  }

  /** The ads that can bid. */
  AdCensus census() {
    return started(census);
  }

  @Override
  public ServedCatalogue get() {
    return started(serving);
  }

  private static <T> T started(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("a catalogue before start");
    }
    return part;
  }
}
