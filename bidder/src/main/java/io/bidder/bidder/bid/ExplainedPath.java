package io.bidder.bidder.bid;

import io.bidder.bidder.campaign.index.Selector;
import io.bidder.bidder.metrics.Stage;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A way down the bid path that is explained: a pipeline with one request at a time, and how far it
 * has come. One thread's.
 */
final class ExplainedPath implements BidObserver {
  private final Set<Stage> passed = EnumSet.noneOf(Stage.class);
  private final BidPipeline pipeline;
  private final BatchContexts own;
  private @Nullable BoundModel bound;

  ExplainedPath(Served served) {
    own = new BatchContexts(served.limits());
    pipeline = new BidPipeline(served, () -> 0, this, null);
  }

  /** Takes a request to its answer, when what the stages made of it is still there. */
  void bid(ExplainQuery query, byte[] body, Answers answers) {
    passed.clear();
    own.contexts[0].begin(query.exchange(), body, body.length, 0, query.epochMillis());
    pipeline.bid(own.contexts, 1, answers);
    own.end(1);
  }

  @Override
  public void passed(Stage stage, BidContext context, BoundModel with, long nanos) {
    bound = with;
    passed.add(stage);
  }

  /** Tells whether the request has passed a stage. */
  boolean hasPassed(Stage stage) {
    return passed.contains(stage);
  }

  /** The model of a request that has passed a stage. */
  BoundModel bound() {
    return Objects.requireNonNull(bound);
  }

  /** The selector that the request was selected for with. */
  Selector selector() {
    return pipeline.selector();
  }
}
