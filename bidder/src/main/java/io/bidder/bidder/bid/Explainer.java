package io.bidder.bidder.bid;

import io.bidder.bidder.admin.AdminEvents;
import io.bidder.bidder.admin.AdminLimit;
import io.bidder.bidder.admin.ExplainHandler.Reply;
import io.bidder.bidder.config.ExplainConfig;
import java.util.function.IntSupplier;

/**
 * Answers why a request gets a bid or none: takes it down the bid path with a pipeline of its own,
 * on whose way no time passes, and tells what every stage made of it. Slow beside the server's
 * pipelines, which it does not touch. Safe from any thread; each that explains keeps a pipeline.
 *
 * <p>Of more candidates than may be scored it can keep others than a server's thread, which has
 * seen what their ads were worth lately.
 */
public final class Explainer {
  private final ExplainConfig config;
  private final IntSupplier bidsWaiting;
  private final AdminEvents events;
  private final ThreadLocal<ExplainedPath> paths;

  /**
   * An explainer.
   *
   * @param bidsWaiting tells how many requests wait for a thread, which go first
   */
  public Explainer(
      Served served, ExplainConfig config, IntSupplier bidsWaiting, AdminEvents events) {
    Served one =
        new Served(served.model(), served.catalogue(), served.out(), served.limits().oneByOne());
    paths = ThreadLocal.withInitial(() -> new ExplainedPath(one));
    this.config = config;
    this.bidsWaiting = bidsWaiting;
    this.events = events;
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
    path.bid(query, body, new Explanation(query, path, config.maxCampaigns(), budget, reply));
    AdminLimit reached = budget.reached();
    if (reached != null) {
      events.limitReached(reached);
    }
  }
}
