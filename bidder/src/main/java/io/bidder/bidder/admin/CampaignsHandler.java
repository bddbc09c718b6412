package io.bidder.bidder.admin;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Tells how campaigns do, and pauses and resumes them. */
public interface CampaignsHandler {
  /**
   * An answer.
   *
   * @param status of HTTP
   * @param json all of it
   */
  record Answer(int status, String json) {}

  /**
   * Tells how campaigns do, at once.
   *
   * @param parameters of the query; of one that comes twice, the last
   */
  Answer status(Map<String, String> parameters);

  /**
   * Pauses or resumes what the query names, at once.
   *
   * @param pause whether to pause
   * @return completes when it is written down, or cannot be; never fails
   */
  CompletionStage<Answer> change(boolean pause, Map<String, String> parameters);
}
