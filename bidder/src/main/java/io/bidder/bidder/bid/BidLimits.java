package io.bidder.bidder.bid;

import io.bidder.bidder.budget.Budgets;
import io.bidder.bidder.config.BidConfig;
import io.bidder.bidder.exposure.Exposures;
import io.bidder.bidder.openrtb.BidRequest;
import java.util.List;

/**
 * How much work one request, and what waits with it, may make.
 *
 * @param selectionCap ads looked at for a request at most, which its impressions share
 * @param candidateCap ads scored for a request at most, which its impressions share
 * @param requestsPerBatch requests scored together at most
 * @param answerBytes of an answer at most
 * @param requestBytes of heap that what is read of a request may take
 * @param keptBytes of heap that the contexts of a thread may keep from one batch to the next
 */
public record BidLimits(
    int selectionCap,
    int candidateCap,
    int requestsPerBatch,
    int answerBytes,
    long requestBytes,
    long keptBytes) {
  /** The name of the limit on ads that are looked at. */
  public static final String SELECTION = "selection";

  /** The name of the limit on candidates. */
  public static final String CANDIDATES = "candidates";

  /** The name of the limit on answers. */
  public static final String ANSWER_BYTES = "answer-bytes";

  /** The name of the limit on bids. */
  public static final String MAX_CPM = "bid.maxCpm";

  /** The name of the limit on what a request takes. */
  public static final String REQUEST_MEMORY = "request-memory";

  /** The name of the limit on what contexts keep. */
  public static final String KEPT_MEMORY = "kept-memory";

  /** The name of the limit on campaigns that are told apart while they are shown. */
  public static final String LIVE_CAMPAIGNS = "live-campaigns";

  /** Every limit on the bid path, by its name. */
  public static final List<String> NAMES =
      List.of(
          SELECTION,
          CANDIDATES,
          ANSWER_BYTES,
          MAX_CPM,
          REQUEST_MEMORY,
          KEPT_MEMORY,
          LIVE_CAMPAIGNS,
          Budgets.RESERVATIONS,
          Exposures.COUNTS,
          BidThreads.QUEUE,
          BidThreads.QUEUE_BYTES);

  /** The limits of a configuration. */
  public static BidLimits of(BidConfig config) {
    return new BidLimits(
        config.selectionCap(),
        config.candidateCap(),
        config.batchRequests(),
        config.maxAnswerBytes(),
        config.requestMemoryBytes(),
        config.keptMemoryBytes() / config.threads());
  }

  /** The defaults, but for these two. */
  public static BidLimits of(int candidateCap, int requestsPerBatch) {
    return new BidLimits(
        BidConfig.SELECTION_CAP,
        candidateCap,
        requestsPerBatch,
        BidConfig.DEFAULT_ANSWER_BYTES,
        BidConfig.DEFAULT_REQUEST_MEMORY_BYTES,
        (long) requestsPerBatch * BidConfig.DEFAULT_KEPT_BYTES_EACH);
  }

  /** The same for requests one by one. */
  BidLimits oneByOne() {
    return new BidLimits(selectionCap, candidateCap, 1, answerBytes, requestBytes, keptBytes);
  }

  /** Ads scored for each of a request's impressions at most. */
  int candidatesPerImp(int imps) {
    return Math.max(1, candidateCap / imps);
  }

  int rowsPerBatch() {
    return Math.max(candidateCap, BidRequest.MAX_IMPS) * requestsPerBatch;
  }
}
