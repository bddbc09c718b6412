package io.bidder.bidder.admin;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** Explains how a bid request would be answered, and why. */
@FunctionalInterface
public interface ExplainHandler {
  /** Takes an answer. */
  @FunctionalInterface
  interface Reply {
    /**
     * Begins the answer, which is sent as it is written and ends when the stream is closed. Writing
     * waits for the client; it fails when the client has gone or does not read.
     *
     * @param status of HTTP
     * @return takes JSON
     */
    OutputStream begin(int status);
  }

  /**
   * Explains a request. It may take its time; one thread at a time calls it, which may be another
   * one each time.
   *
   * @param body of the request, as it was sent
   * @param parameters of the query; of one that comes twice, the last
   * @param reply to be begun once, and closed
   * @throws IOException if the answer could not be sent
   */
  void explain(byte[] body, Map<String, String> parameters, Reply reply) throws IOException;
}
