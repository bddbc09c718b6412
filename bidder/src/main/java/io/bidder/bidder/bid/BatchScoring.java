package io.bidder.bidder.bid;

import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.modelstore.serving.Lease;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/** The stage that scores requests which wait together. One thread's. */
final class BatchScoring {
  private final NanoClock clock;
  private final BidObserver observer;
  private final TrialScoring trial;

  BatchScoring(NanoClock clock, BidObserver observer, TrialScoring trial) {
    this.clock = clock;
    this.observer = observer;
    this.trial = trial;
  }

  /**
   * Scores what the served version bids for, then has the version that is tried score: what that
   * bids for, or once more what was scored.
   *
   * @param tried null if no version is tried
   */
  void score(BidContext[] batch, int count, Lease lease, BoundModel with, @Nullable Lease tried) {
    score(batch, count, lease, with);
    if (tried != null) {
      BoundModel canary = trial.canary();
      if (canary == null) {
        trial.shadow(batch, count, with);
      } else {
        score(batch, count, tried, canary);
      }
    }
  }

  /**
   * pCTR and pCVR of every candidate of a model's requests that are still in time, in one batch.
   */
  private void score(BidContext[] batch, int count, Lease lease, BoundModel with) {
    long startNs = clock.nanoTime();
    boolean some = false;
    for (int i = 0; i < count; i++) {
      BidContext context = batch[i];
      if (isScoredBy(with, context) && context.deadline.hasPassed(startNs)) {
        context.reason = NoBidReason.LATE_BEFORE_SCORE;
      }
      some |= isScoredBy(with, context);
    }
    if (!some) {
      return;
    }
    try {
      lease.worker().score(with.rows, with.imps, with.predictions);
    } catch (Throwable e) {
      for (int i = 0; i < count; i++) {
        if (isScoredBy(with, batch[i])) {
          batch[i].fail(e);
        }
      }
      trial.failed(with, e);
      return;
    }
    long tookNs = clock.nanoTime() - startNs;
    for (int i = 0; i < count; i++) {
      if (isScoredBy(with, batch[i])) {
        batch[i].costNs += tookNs * batch[i].rowCount() / Math.max(1, with.rows.size());
      }
    }
    observer.scored(with, tookNs);
    trial.scored(with);
  }

  private static boolean isScoredBy(BoundModel with, BidContext context) {
    return !context.isDeclined() && with.equals(context.scoredBy);
  }
}
