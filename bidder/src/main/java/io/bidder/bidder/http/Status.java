package io.bidder.bidder.http;

/** The statuses that the bid endpoint answers with. */
public enum Status {
  OK(200, "OK"),
  NO_CONTENT(204, "No Content"),
  BAD_REQUEST(400, "Bad Request"),
  NOT_FOUND(404, "Not Found"),
  METHOD_NOT_ALLOWED(405, "Method Not Allowed"),
  REQUEST_TIMEOUT(408, "Request Timeout"),
  BODY_TOO_LARGE(413, "Content Too Large"),
  LINE_TOO_LONG(414, "URI Too Long"),
  UNSUPPORTED_ENCODING(415, "Unsupported Media Type"),
  EXPECTATION_FAILED(417, "Expectation Failed"),
  HEADERS_TOO_LARGE(431, "Request Header Fields Too Large"),
  INTERNAL_ERROR(500, "Internal Server Error"),
  VERSION_NOT_SUPPORTED(505, "HTTP Version Not Supported");

  private final int code;
  private final String reason;

  Status(int code, String reason) {
    this.code = code;
    this.reason = reason;
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }

  /** Whether it says that a request was refused, or that its answering failed. */
  public boolean isError() {
    return code >= 400;
  }

  String reason() {
    return reason;
  }
}
