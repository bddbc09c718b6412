package io.bidder.bidder.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The answer to a {@link RouteRequest}. Immutable. */
public final class RouteResponse {
  final Status status;
  final HttpHeaders headers;
  final byte[] body;

  /**
   * Makes an answer.
   *
   * @param headers beside those that the connection sets: the body's length, how it is framed, and
   *     whether the connection goes on
   * @param body not to be changed
   * @throws IllegalArgumentException if a header's name or value holds what none may, such as the
   *     end of a line
   */
  public RouteResponse(Status status, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.headers = new DefaultHttpHeaders();
    headers.forEach(this.headers::add);
    this.headers.remove(HttpHeaderNames.CONTENT_LENGTH);
    this.headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
    this.headers.remove(HttpHeaderNames.CONNECTION);
    this.body = body;
  }

  /** Tells whether it says that all is well. */
  public boolean isOk() {
    return status == Status.OK;
  }

  /** An answer without a body. */
  public static RouteResponse empty(Status status) {
    return new RouteResponse(status, Map.of(), new byte[0]);
  }

  /** An answer of 200 with a text, sent as UTF-8. */
  public static RouteResponse text(String contentType, String text) {
    return new RouteResponse(
        Status.OK, Map.of("Content-Type", contentType), text.getBytes(StandardCharsets.UTF_8));
  }
}
