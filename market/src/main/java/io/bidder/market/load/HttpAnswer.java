package io.bidder.market.load;

import java.util.Map;

/**
 * An HTTP answer.
 *
 * @param headers by name in lower case; empty where nobody listens to answers
 * @param body likewise
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HttpAnswer(int status, Map<String, String> headers, byte[] body) {
  /** A header's value, empty where there is none. */
  public String header(String lowerCaseName) {
    return headers.getOrDefault(lowerCaseName, "");
  }
}
