package io.bidder.bidder.bid;

import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.exposure.AdCap;
import io.bidder.bidder.metrics.BidMetrics;
import io.bidder.bidder.metrics.Stage;
import io.bidder.bidder.nobid.AdFate;
import io.bidder.bidder.nobid.AdFates;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.pricing.Price;
import io.bidder.bidder.pricing.Prices;
import io.bidder.bidder.privacy.Use;
import io.bidder.modelstore.scoring.Predictions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.BitSet;

/** Counts what happens on the bid path, and says what should not. One thread's. */
public final class StageMetrics implements BidObserver {
  private static final Logger LOG = System.getLogger(StageMetrics.class.getName());
  private static final double MICROS = 1e6;

  private final BidMetrics metrics;
  private final AdFates.Counter fates;

  /** Of the request that ads are selected for. */
  private long epochMillis;

  /** The slots of campaigns whose bids were cut, each of which is told of once. */
  private final BitSet cut = new BitSet();

  /**
   * Metrics of one thread.
   *
   * @param fates takes what becomes of campaigns' ads
   */
  public StageMetrics(BidMetrics metrics, AdFates.Counter fates) {
    this.metrics = metrics;
    this.fates = fates;
  }

  @Override
  public void passed(Stage stage, BidContext context, BoundModel with, long nanos) {
    metrics.stage(stage, nanos);
    switch (stage) {
      case PERMIT -> {
        epochMillis = context.epochMillis;
        if (!context.permissions.allows(Use.IDS)) {
          metrics.anonymous();
        }
      }
      case SELECT -> {
        if (context.categoriesUncompared) {
          metrics.categoriesUncompared();
        }
        for (int i = 0; i < context.impCount(); i++) {
          if (context.imp(i).selectionLimited) {
            metrics.limitReached(BidLimits.SELECTION);
          }
          if (context.imp(i).candidatesCut > 0) {
            metrics.limitReached(BidLimits.CANDIDATES);
          }
        }
      }
      case RESPOND -> {
        for (int i = 0; i < context.impCount(); i++) {
          if (context.imp(i).reason == NoBidReason.ANSWER_TOO_LARGE) {
            metrics.limitReached(BidLimits.ANSWER_BYTES);
          }
        }
      }
      case PRICE -> {
        for (int i = 0; i < context.impCount(); i++) {
          ImpContext imp = context.imp(i);
          if (imp.winner != Prices.NO_WINNER && imp.prices.get(imp.winner).isCut) {
            cut(imp.candidates.get(imp.winner), imp.prices.get(imp.winner));
          }
          if (imp.prices.size() == imp.candidates.size()) {
            countFates(imp, context);
          }
        }
      }
      case ENCODE -> metrics.candidates(context.candidateCount());
      default -> {}
    }
  }

  private void countFates(ImpContext imp, BidContext context) {
    for (int i = 0; i < imp.prices.size(); i++) {
      NoBidReason reason = imp.prices.get(i).reason;
      // Those that are capped were counted when they were.
      if (reason != NoBidReason.CAPPED) {
        fates.count(
            imp.candidates.get(i).campaignSlot,
            AdFate.of(reason, i == imp.winner),
            context.epochMillis);
      }
    }
  }

  private void cut(Candidate ad, Price price) {
    metrics.limitReached(BidLimits.MAX_CPM);
    if (!cut.get(ad.campaignSlot)) {
      cut.set(ad.campaignSlot);
      LOG.log(
          Level.WARNING,
          "a bid of campaign {0} is cut to bid.maxCpm, {1} {2}: the value is {3}",
          ad.campaign().id(),
          price.cappedCpmMicros / MICROS,
          price.currency,
          price.valueCpmMicros / MICROS);
    }
  }

  @Override
  public void cut(ImpContext imp, Candidates ordered, CandidatePreRanking by) {
    for (int i = ordered.size() - imp.candidatesCut; i < ordered.size(); i++) {
      fates.count(ordered.get(i).campaignSlot, AdFate.NOT_SCORED, epochMillis);
    }
  }

  @Override
  public void capped(ImpContext imp, Candidate ad, AdCap cap, int count) {
    metrics.caps().stopped(cap);
    fates.count(ad.campaignSlot, AdFate.CAPPED, epochMillis);
  }

  @Override
  public void capUnusable(AdCap cap) {
    metrics.caps().unusable(cap);
  }

  @Override
  public void scored(BoundModel with, long nanos) {
    metrics.stage(Stage.SCORE, nanos);
    metrics.invalidPredictions(with.predictions.invalid());
  }

  @Override
  public void scoredInTrial(boolean byCanary, Predictions predictions) {
    metrics.trial().scored(byCanary, predictions);
  }

  @Override
  public void shadowed(Predictions served, Predictions shadow) {
    metrics.trial().shadowed(served, shadow);
  }

  @Override
  public void shadowSkipped(int requests) {
    metrics.trial().skipped(requests);
  }
}
