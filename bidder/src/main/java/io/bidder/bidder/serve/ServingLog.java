package io.bidder.bidder.serve;

import io.bidder.bidder.bid.ServedCatalogue;
import io.bidder.bidder.campaign.AdCensus;
import io.bidder.bidder.campaign.AdState;
import io.bidder.bidder.live.LearningTimes;
import io.bidder.bidder.metrics.BidMetrics;
import io.bidder.modelstore.Trial;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.settings.Counts;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Logs and counts what happens to models and catalogues. */
final class ServingLog
    implements ModelFollower.Listener, TrialFollower.Listener, CatalogueFollower.Listener {
  private static final Logger LOG = System.getLogger("io.bidder");

  private final BidMetrics metrics;
  private final Unpriced unpriced;
  private final @Nullable LearningTimes times;
  private volatile boolean catalogueRefused;

  ServingLog(BidMetrics metrics, Unpriced unpriced, @Nullable LearningTimes times) {
    this.metrics = metrics;
    this.unpriced = unpriced;
    this.times = times;
  }

  @Override
  public void serving(ScoringModel model) {
    LOG.log(Level.INFO, "serving model version {0}", model.id());
    metrics.modelServing(
        model.id(), Instant.parse(model.version().manifest().createdAt()).toEpochMilli());
    unpriced.model(model.id(), model.version().manifest().heads());
    Instant learned = model.version().manifest().outcomesUpTo();
    if (times != null && learned != null) {
      times.serving(model.id(), learned.toEpochMilli());
    }
  }

  @Override
  public void refused(String id, String kind, String reason) {
    LOG.log(Level.ERROR, "model version {0} is refused, the one before goes on: {1}", id, reason);
    metrics.modelRefused(kind);
  }

  @Override
  public void recovered(String id) {
    LOG.log(Level.INFO, "no model version is refused any more: {0} is current and served", id);
    metrics.modelRecovered();
  }

  @Override
  public void trying(Trial trial) {
    LOG.log(
        Level.INFO,
        "trying model version {0} as a {1}",
        trial.id(),
        trial.kind() == Trial.Kind.SHADOW ? "shadow" : "canary of " + 100 * trial.share() + "%");
    metrics.trial().trying(trial);
  }

  @Override
  public void notTried(String id, String kind, String reason) {
    LOG.log(Level.WARNING, "model version {0} is not tried: {1}", id, reason);
    metrics.trial().refused(kind);
  }

  @Override
  public void trialEnded() {
    LOG.log(Level.INFO, "no model version is tried any more");
    metrics.trial().ended();
  }

  @Override
  public void serving(ServedCatalogue catalogue, long loadedAtEpochMillis, long tookMillis) {
    int campaigns = catalogue.index().campaignCount();
    int creatives = catalogue.index().creativeCount();
    LOG.log(
        Level.INFO,
        "serving {0} with {1}",
        Counts.of(campaigns, "campaign"),
        Counts.of(creatives, "ad"));
    if (catalogueRefused) {
      catalogueRefused = false;
      LOG.log(Level.INFO, "the catalogue is not refused any more");
    }
    metrics.catalogueServing(campaigns, creatives, loadedAtEpochMillis, tookMillis);
    unpriced.campaigns(catalogue.index().catalogue().campaigns());
  }

  @Override
  public void refused(String reason) {
    LOG.log(
        Level.ERROR,
        "the catalogue is refused, the one before goes on:{0}",
        reason.lines().toList());
    catalogueRefused = true;
    metrics.catalogueRefused();
  }

  @Override
  public void counted(AdCensus ads) {
    LOG.log(ads.count(AdState.CAN_BID) == 0 ? Level.WARNING : Level.INFO, ads.toString());
    metrics.ads(ads);
  }
}
