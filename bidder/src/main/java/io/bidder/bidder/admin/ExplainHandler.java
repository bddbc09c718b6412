package io.bidder.bidder.admin;

import java.util.Map;

/** Explains how a bid request would be answered, and why. */
@FunctionalInterface
public interface ExplainHandler {
  /** An answer: an HTTP status and JSON. */
  record Explanation(int status, String json) {}

  /**
   * Explains a request. It may take its time; a few threads call it at once.
   *
   * @param body of the request, as it was sent
   * @param parameters of the query; of one that comes twice, the last
   */
  Explanation explain(byte[] body, Map<String, String> parameters);
}
