package io.bidder.bidder.bid;

import static java.util.Objects.requireNonNull;

import io.bidder.bidder.config.PrivacyConfig;
import io.bidder.bidder.json.Memory;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.reader.BidRequestReader;
import io.bidder.bidder.privacy.PrivacyRules;
import io.bidder.modelstore.serving.Lease;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * The version that is tried beside the served one, on the bid path: which auctions a canary bids
 * in, and what a shadow predicts of the candidates that were scored. Of one thread's pipeline, for
 * one batch after the other, each from {@link #begin} to its end.
 */
final class TrialScoring {
  /** A shadow may take a fourth of the time that is left, by what it has taken before. */
  private static final int SHARE_OF_TIME_LEFT = 4;

  /** Of a request that has waited away half of its time, none is left for shadows. */
  private static final int SHARE_OF_TIME = 2;

  /** The weight of the last batch in what a row is expected to take. */
  private static final double LEARNING = 0.125;

  private final BidLimits limits;
  private final PrivacyConfig terms;
  private final NanoClock clock;
  private final BidObserver observer;
  private final BidRequestReader reader;
  private final PrivacyRules privacy;

  private @Nullable TriedModel tried;
  private @Nullable Lease lease;
  private @Nullable BoundModel bound;

  /** Whether the last batch was scored by the shadow, too. */
  private boolean hasScored;

  private double rowNs;

  /** A request with the fields that only the shadow reads; null while it reads no others. */
  private @Nullable BidRequest reread;

  TrialScoring(
      Served served,
      NanoClock clock,
      BidObserver observer,
      BidRequestReader reader,
      PrivacyRules privacy) {
    limits = served.limits();
    terms = served.privacy();
    this.clock = clock;
    this.observer = observer;
    this.reader = reader;
    this.privacy = privacy;
  }

  /**
   * Begins a batch.
   *
   * @param now the version that is tried; null if none is
   * @param worker to score with, for this batch; null if none is tried, or it has failed
   */
  void begin(@Nullable TriedModel now, @Nullable Lease worker) {
    hasScored = false;
    tried = worker == null ? null : now;
    lease = worker;
    if (worker == null) {
      bound = null;
      reread = null;
      return;
    }
    BoundModel before = bound;
    if (before == null || !before.model.equals(worker.model())) {
      bound = new BoundModel(worker.model(), limits.rowsPerBatch(), terms);
      rowNs = 0;
    }
    requireNonNull(bound).clear();
  }

  /** The canary; null if none is tried. */
  @Nullable BoundModel canary() {
    return tried == null || tried.isShadow() ? null : bound;
  }

  /** Tells whether the version that is tried reads how often persons were shown campaigns. */
  boolean readsExposures() {
    return tried != null && bound != null && bound.inputs.readsExposures();
  }

  /** Tells whether the canary bids in a request's auction. */
  boolean isCanarys(BidRequest request) {
    return tried != null && tried.bidsIn(request.id);
  }

  /** A model has scored its part of the batch. */
  void scored(BoundModel with) {
    BoundModel canary = canary();
    if (canary != null) {
      observer.scoredInTrial(canary.equals(with), with.predictions);
    }
  }

  /** A model has failed to score its part of the batch. */
  void failed(BoundModel with, Throwable why) {
    if (tried != null && with.equals(bound)) {
      tried.fail(why);
    }
  }

  /** The shadow, if it has scored the batch; its rows are those of the served model. */
  @Nullable BoundModel shadow() {
    return hasScored ? bound : null;
  }

  /**
   * Has a shadow score what was scored, if there is time.
   *
   * @param with what has scored the batch
   */
  void shadow(BidContext[] batch, int count, BoundModel with) {
    TriedModel by = requireNonNull(tried);
    long startNs = clock.nanoTime();
    int requests = requestsToScore(batch, count);
    if (requests == 0) {
      return;
    }
    if (!hasTime(batch, count, startNs, with.rows.size())) {
      observer.shadowSkipped(requests);
      return;
    }
    BoundModel shadow = requireNonNull(bound);
    try {
      boolean sameRows = shadow.values.schema().equals(with.values.schema());
      if (!sameRows) {
        encode(batch, count, with, shadow);
      }
      requireNonNull(lease)
          .worker()
          .score(sameRows ? with.rows : shadow.rows, with.imps, shadow.predictions);
    } catch (Throwable e) {
      by.fail(e);
      return;
    }
    hasScored = true;
    long tookNs = clock.nanoTime() - startNs;
    double perRow = (double) tookNs / with.rows.size();
    rowNs = rowNs == 0 ? perRow : rowNs + LEARNING * (perRow - rowNs);
    for (int i = 0; i < count; i++) {
      batch[i].costNs += tookNs * batch[i].rowCount() / with.rows.size();
    }
    observer.shadowed(with.predictions, shadow.predictions);
  }

  private static int requestsToScore(BidContext[] batch, int count) {
    int requests = 0;
    for (int i = 0; i < count; i++) {
      requests += batch[i].isDeclined() ? 0 : 1;
    }
    return requests;
  }

  private boolean hasTime(BidContext[] batch, int count, long nowNs, int rows) {
    double expectedNs = SHARE_OF_TIME_LEFT * rowNs * rows;
    for (int i = 0; i < count; i++) {
      Deadline deadline = batch[i].deadline;
      long leftNs = deadline.remainingNs(nowNs);
      long hadNs = deadline.remainingNs(batch[i].arrivalNs);
      if (!batch[i].isDeclined() && (leftNs < hadNs / SHARE_OF_TIME || leftNs < expectedNs)) {
        return false;
      }
    }
    return true;
  }

  /** Encodes what has rows by the shadow's own features, in the same rows. */
  private void encode(BidContext[] batch, int count, BoundModel with, BoundModel shadow) {
    boolean samePaths = shadow.inputs.readsAs(with.inputs);
    shadow.rows.size(with.rows.size());
    for (int i = 0; i < count; i++) {
      BidContext context = batch[i];
      if (context.isDeclined()) {
        continue;
      }
      BidRequest request = samePaths ? context.request : reread(context, shadow);
      RowEncoding.encode(context, request, shadow);
    }
  }

  /** Reads a request once more: the served model has no use for all that the shadow reads. */
  private BidRequest reread(BidContext context, BoundModel shadow) {
    BidRequest request = reread;
    if (request == null) {
      request = new BidRequest(new Memory(limits.requestBytes()));
      reread = request;
    }
    String malformed =
        reader.read(context.body(), 0, context.bodyLength(), shadow.inputs.extraPaths(), request);
    if (malformed != null) {
      throw new IllegalStateException("a request that could be read cannot: " + malformed);
    }
    privacy.permit(request, shadow.inputs.extraPaths());
    return request;
  }
}
