package io.bidder.bidder.http;

import org.jspecify.annotations.Nullable;

/** The statuses that the bid port answers with. */
public enum Status {
  OK(200),
  NO_CONTENT(204),
  FOUND(302),
  BAD_REQUEST(400),
  UNAUTHORIZED(401),
  FORBIDDEN(403),
  NOT_FOUND(404),
  METHOD_NOT_ALLOWED(405),
  REQUEST_TIMEOUT(408, HttpLimit.READ_TIMEOUT),
  GONE(410),
  BODY_TOO_LARGE(413, HttpLimit.MAX_BODY_BYTES),
  LINE_TOO_LONG(414, HttpLimit.MAX_HEADER_BYTES),
  UNSUPPORTED_ENCODING(415),
  EXPECTATION_FAILED(417),
  HEADERS_TOO_LARGE(431, HttpLimit.MAX_HEADER_BYTES),
  INTERNAL_ERROR(500),
  SERVICE_UNAVAILABLE(503),
  VERSION_NOT_SUPPORTED(505);

  private final int code;

  /** The limit that a request is refused with this for; null if it is not for one. */
  final @Nullable HttpLimit limit;

  Status(int code) {
    this(code, null);
  }

  Status(int code, @Nullable HttpLimit limit) {
    this.code = code;
    this.limit = limit;
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }

  /** True if it says that a request was refused, or that its answering failed. */
  public boolean isError() {
    return code >= 400;
  }
}
