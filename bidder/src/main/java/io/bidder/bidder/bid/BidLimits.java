package io.bidder.bidder.bid;

import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.response.BidResponseWriter;

/**
 * How much work one request, and what waits with it, may make.
 *
 * @param selectionCap ads looked at for a request at most, which its impressions share
 * @param candidateCap ads scored for a request at most, which its impressions share
 * @param requestsPerBatch requests scored together at most
 * @param answerBytes of an answer at most
 */
public record BidLimits(int selectionCap, int candidateCap, int requestsPerBatch, int answerBytes) {
  /** The name of the limit on ads that are looked at. */
  public static final String SELECTION = "selection";

  /** The name of the limit on candidates. */
  public static final String CANDIDATES = "candidates";

  /** The name of the limit on answers. */
  public static final String ANSWER_BYTES = "answer-bytes";

  /** Limits with answers as long as {@link BidResponseWriter#MAX_RESPONSE_BYTES}. */
  public static BidLimits of(int selectionCap, int candidateCap, int requestsPerBatch) {
    return new BidLimits(
        selectionCap, candidateCap, requestsPerBatch, BidResponseWriter.MAX_RESPONSE_BYTES);
  }

  /** Ads scored for each of a request's impressions at most. */
  int candidatesPerImp(int imps) {
    return Math.max(1, candidateCap / imps);
  }

  int rowsPerBatch() {
    return Math.max(candidateCap, BidRequest.MAX_IMPS) * requestsPerBatch;
  }
}
