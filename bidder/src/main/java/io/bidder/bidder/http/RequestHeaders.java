package io.bidder.bidder.http;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * A request's headers, so many at most: those whose names collide are looked through one by one.
 */
final class RequestHeaders extends DefaultHttpHeaders {
  /** The failure of a request with too many headers. */
  static final class TooManyException extends TooLongFrameException {
    private static final long serialVersionUID = 1;

    TooManyException(int max) {
      super("more than " + max + " headers");
    }
  }

  private final int max;
  private int count;
  private int hosts;

  RequestHeaders(int max) {
    this.max = max;
  }

  /** Lines that name a host. */
  int hosts() {
    return hosts;
  }

  @Override
  public HttpHeaders add(CharSequence name, Object value) {
    if (++count > max) {
      throw new TooManyException(max);
    }
    if (HttpHeaderNames.HOST.contentEqualsIgnoreCase(name)) {
      hosts++;
    }
    return super.add(name, value);
  }
}
