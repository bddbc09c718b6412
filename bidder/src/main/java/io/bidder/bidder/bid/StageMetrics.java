package io.bidder.bidder.bid;

import io.bidder.bidder.metrics.BidMetrics;
import io.bidder.bidder.metrics.Stage;
import io.bidder.bidder.nobid.NoBidReason;

/** Counts what happens on the bid path. */
public final class StageMetrics implements BidObserver {
  private final BidMetrics metrics;

  public StageMetrics(BidMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void passed(Stage stage, BidContext context, BoundModel with, long nanos) {
    metrics.stage(stage, nanos);
    switch (stage) {
      case PERMIT -> {
        if (!context.permissions.mayUseIds()) {
          metrics.anonymous();
        }
      }
      case SELECT -> {
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
      case ENCODE -> metrics.candidates(context.candidateCount());
      default -> {}
    }
  }

  @Override
  public void scored(BoundModel with, long nanos) {
    metrics.stage(Stage.SCORE, nanos);
    metrics.invalidPredictions(with.predictions.invalid());
  }
}
