package io.bidder.bidder.bid;

import io.bidder.bidder.admin.AdminEvents;
import io.bidder.bidder.admin.AdminLimit;
import io.bidder.bidder.admin.ExplainHandler.Reply;
import io.bidder.bidder.config.ExplainConfig;
import io.bidder.bidder.live.LiveFigures;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers why a request gets a bid or none: takes it down the bid path with a pipeline of its own,
 * on whose way no time passes, and tells what every stage made of it. It bids as the server's
 * pipelines do, and knows of ads what those have learned, but neither keeps what it bids nor learns
 * from it. Slow beside them. Safe from any thread; each that explains keeps a pipeline.
 *
 * <p>A request that leaves no time is told of as such, and then as if it had come without hurry.
 */
public final class Explainer {
  private final Function<String, Path> versions;
  private final ExplainConfig config;
  private final IntSupplier bidsWaiting;
  private final AdminEvents events;
  private final @Nullable LiveFigures live;
  private final ThreadLocal<ExplainedPath> paths;

  /**
   * An explainer.
   *
   * @param recordings what the server's pipelines keep of their bids, one for each thread
   * @param versions finds a version's directory by its id
   * @param bidsWaiting tells how many requests wait for a thread, which go first
   * @param live what was predicted of campaigns lately, and what came; null without an event log
   */
  public Explainer(
      Served served,
      Supplier<Recording> recordings,
      Function<String, Path> versions,
      ExplainConfig config,
      IntSupplier bidsWaiting,
      AdminEvents events,
      @Nullable LiveFigures live) {
    paths = ThreadLocal.withInitial(() -> new ExplainedPath(served, recordings.get()));
    this.versions = versions;
    this.config = config;
    this.bidsWaiting = bidsWaiting;
    this.events = events;
    this.live = live;
  }

  /**
   * Explains a request.
   *
   * @param reply is begun if it can be explained
   * @throws MalformedRequestException if it would be answered with 400
   * @throws UnknownNameException if it has no such impression, or the catalogue no such campaign
   */
  void explain(ExplainQuery query, byte[] body, Reply reply) {
    ExplainBudget budget = new ExplainBudget(config, bidsWaiting);
    ExplainedPath path = paths.get();
    Explanation explanation =
        new Explanation(query, path, versions, config.maxCampaigns(), live, budget, reply);
    path.bid(query.exchange(), query.epochMillis(), body, explanation);
    if (explanation.needsTime()) {
      path.bid(query.exchange().inNoHurry(), query.epochMillis(), body, explanation);
    }
    AdminLimit reached = budget.reached();
    if (reached != null) {
      events.limitReached(reached);
    }
  }
}
