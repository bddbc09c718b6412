package io.bidder.bidder.bid;

import io.bidder.bidder.openrtb.BidRequest;

/**
 * How much work one request, and what waits with it, may make.
 *
 * @param candidateCap ads scored for a request at most, which its impressions share
 * @param requestsPerBatch requests scored together at most
 */
public record BidLimits(int candidateCap, int requestsPerBatch) {
  /** The name of the limit on candidates. */
  public static final String CANDIDATES = "candidates";

  /** Ads scored for each of a request's impressions at most. */
  int candidatesPerImp(int imps) {
    return Math.max(1, candidateCap / imps);
  }

  int rowsPerBatch() {
    return Math.max(candidateCap, BidRequest.MAX_IMPS) * requestsPerBatch;
  }
}
