package io.bidder.bidder.bid;

import tools.jackson.databind.node.ObjectNode;

/**
 * Answers why a request gets a bid or none: takes it down the bid path with a pipeline of its own,
 * on whose way no time passes, and tells what every stage made of it. Slow beside the server's
 * pipelines, which it does not touch. Safe from any thread.
 *
 * <p>Of more candidates than may be scored it can keep others than a server's thread, which has
 * seen what their ads were worth lately.
 */
public final class Explainer {
  private final Served served;

  public Explainer(Served served) {
    this.served =
        new Served(
            served.model(),
            served.catalogue(),
            served.out(),
            new BidLimits(
                served.limits().selectionCap(),
                served.limits().candidateCap(),
                1,
                served.limits().answerBytes()));
  }

  /**
   * Explains a request.
   *
   * @param epochMillis as if it had come then
   * @throws MalformedRequestException if it would be answered with 400
   */
  ObjectNode explain(Exchange exchange, byte[] body, long epochMillis) {
    BidContext[] batch = {new BidContext(0)};
    batch[0].begin(exchange, body, body.length, 0, epochMillis);
    Explanation explanation = new Explanation();
    BidPipeline pipeline = new BidPipeline(served, () -> 0, explanation, null);
    explanation.selectsWith(pipeline.selector());
    pipeline.bid(batch, 1, explanation);
    return explanation.told();
  }
}
