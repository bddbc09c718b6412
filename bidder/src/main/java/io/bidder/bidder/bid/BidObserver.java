package io.bidder.bidder.bid;

import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.exposure.AdCap;
import io.bidder.bidder.metrics.Stage;
import io.bidder.modelstore.scoring.Predictions;

/**
 * Watches the stages of the bid path, to count them or to explain them. Called by the pipeline's
 * thread; what it is given is valid during the call.
 */
public interface BidObserver {
  /** Watches nothing. */
  BidObserver NONE = new BidObserver() {};

  /**
   * A request has passed a stage, which may have declined it. Called for every stage but {@link
   * Stage#SCORE}.
   *
   * @param with the model that it is scored with
   * @param nanos time that the stage took
   */
  default void passed(Stage stage, BidContext context, BoundModel with, long nanos) {}

  /**
   * An impression has more candidates than may be scored.
   *
   * @param ordered all of them; the last {@link ImpContext#candidatesCut} are left out then
   * @param by what they were ordered by
   */
  default void cut(ImpContext imp, Candidates ordered, CandidatePreRanking by) {}

  /**
   * An ad is left out, or its bid is not made, because of a cap.
   *
   * @param count of the person's impressions; {@link CandidateCaps#UNKNOWN} for one without an id
   */
  default void capped(ImpContext imp, Candidate ad, AdCap cap, int count) {}

  /** A cap could not be held, for the person has no id that may be used. */
  default void capUnusable(AdCap cap) {}

  /** A batch was scored, in so many nanoseconds. */
  default void scored(BoundModel with, long nanos) {}

  /** A batch was scored while a canary is tried, by the canary or by the served model. */
  default void scoredInTrial(boolean byCanary, Predictions predictions) {}

  /** A shadow has scored what the served model has. */
  default void shadowed(Predictions served, Predictions shadow) {}

  /** A shadow did not score so many requests, whose time was short. */
  default void shadowSkipped(int requests) {}
}
