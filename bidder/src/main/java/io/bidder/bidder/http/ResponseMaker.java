package io.bidder.bidder.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;

/** Makes HTTP responses of answers. Used by one thread. */
final class ResponseMaker {
  // Netty's names are in lower case, which is as good, but not what careless clients compare with.
  private static final AsciiString CONTENT_TYPE = AsciiString.cached("Content-Type");
  private static final AsciiString CONTENT_LENGTH = AsciiString.cached("Content-Length");
  private static final AsciiString CONTENT_ENCODING = AsciiString.cached("Content-Encoding");
  private static final AsciiString CONNECTION = AsciiString.cached("Connection");
  private static final AsciiString OPENRTB_VERSION = AsciiString.cached("x-openrtb-version");
  private static final AsciiString NO_BID = AsciiString.cached("x-bidder-nobid");
  private static final AsciiString[] VERSIONS = new AsciiString[10];

  static {
    for (int minor = 0; minor < VERSIONS.length; minor++) {
      VERSIONS[minor] = AsciiString.cached("2." + minor);
    }
  }

  /** Without validation: names and values here are constants, and a route's were validated. */
  private static final HttpHeadersFactory HEADERS =
      DefaultHttpHeadersFactory.headersFactory().withValidation(false);

  private final Gzip gzip;
  private final ByteBufAllocator allocator;

  ResponseMaker(Gzip gzip, ByteBufAllocator allocator) {
    this.gzip = gzip;
    this.allocator = allocator;
  }

  /**
   * Makes the response to send, which the caller owns.
   *
   * @param close whether the connection is closed after it
   */
  FullHttpResponse response(Answer answer, boolean close) {
    byte[] body = answer.body;
    int length = answer.length;
    HttpHeaders headers = HEADERS.newHeaders();
    headers.set(OPENRTB_VERSION, VERSIONS[answer.openRtbMinor]);
    if (length > 0 && !answer.contentType.isEmpty()) {
      headers.set(CONTENT_TYPE, answer.contentType);
    }
    if (!answer.headers.isEmpty()) {
      headers.setAll(answer.headers);
    }
    if (!answer.noBidReason.isEmpty()) {
      headers.set(NO_BID, answer.noBidReason);
    }
    if (answer.coding == AcceptEncoding.GZIP_ONLY
        ? length > 0
        : answer.coding == AcceptEncoding.GZIP && length >= Gzip.MIN_BYTES) {
      length = gzip.zip(body, length);
      body = gzip.output();
      headers.set(CONTENT_ENCODING, HttpHeaderValues.GZIP);
    }
    if (close) {
      headers.set(CONNECTION, HttpHeaderValues.CLOSE);
    } else if (answer.http10) {
      headers.set(CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    if (answer.status != Status.NO_CONTENT) {
      headers.set(CONTENT_LENGTH, Integer.toString(length));
    }
    ByteBuf content =
        length == 0 || answer.head
            ? Unpooled.EMPTY_BUFFER
            : allocator.ioBuffer(length).writeBytes(body, 0, length);
    return new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1,
        HttpResponseStatus.valueOf(answer.status.code()),
        content,
        headers,
        EmptyHttpHeaders.INSTANCE);
  }
}
