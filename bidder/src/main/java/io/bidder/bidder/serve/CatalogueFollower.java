package io.bidder.bidder.serve;

import io.bidder.bidder.bid.ServedCatalogue;
import io.bidder.bidder.campaign.file.CatalogueFile;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.config.ExchangeConfig;
import io.bidder.bidder.config.ServerConfig;
import java.time.InstantSource;
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
  }

  private final Supplier<String> publicUrl;
  private final boolean outcomes;
  private final InstantSource clock;
  private final Listener listener;
  private final CatalogueFile file;
  private volatile @Nullable ServedCatalogue serving;
  private long begunAtEpochMillis;

  private CatalogueFollower(
      ServerConfig config, Supplier<String> publicUrl, InstantSource clock, Listener listener) {
    this.clock = clock;
    this.listener = listener;
    begunAtEpochMillis = clock.millis();
    this.publicUrl = publicUrl;
    outcomes = config.events().dir() != null;
    file =
        CatalogueFile.open(
            config.catalogue().file(),
            config.catalogue().maxDrop(),
            config.exchanges().stream().map(ExchangeConfig::label).collect(Collectors.toSet()),
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
   * Reads the catalogue, without which a server cannot start.
   *
   * @param publicUrl asked for when there are bids
   * @throws RuntimeException naming everything that is wrong with it
   */
  static CatalogueFollower start(
      ServerConfig config, Supplier<String> publicUrl, InstantSource clock, Listener listener) {
    CatalogueFollower follower = new CatalogueFollower(config, publicUrl, clock, listener);
    follower.serve(follower.file.current());
    return follower;
  }

  private void serve(CampaignIndex index) {
    ServedCatalogue next = ServedCatalogue.of(index, publicUrl, outcomes);
    serving = next;
    long nowEpochMillis = clock.millis();
    listener.serving(next, nowEpochMillis, nowEpochMillis - begunAtEpochMillis);
  }

  /** Looks whether the file has changed, and serves it if it is right. Never throws. */
  void poll() {
    begunAtEpochMillis = clock.millis();
    file.poll();
  }

  @Override
  public ServedCatalogue get() {
    ServedCatalogue now = serving;
    if (now == null) {
      throw new IllegalStateException("a catalogue before start");
    }
    return now;
  }
}
