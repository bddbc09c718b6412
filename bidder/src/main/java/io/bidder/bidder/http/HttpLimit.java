package io.bidder.bidder.http;

/** A limit of the bid port, named like its configuration key. */
public enum HttpLimit {
  /** A connection was closed as soon as it was accepted. */
  MAX_CONNECTIONS("http.maxConnections"),
  /** A body was too long, as it came or unzipped: 413. */
  MAX_BODY_BYTES("http.maxBodyBytes"),
  /** A request's line or its headers were too long: 414 or 431. */
  MAX_HEADER_BYTES("http.maxHeaderBytes"),
  /** A connection had so many requests without an answer that it was not read from. */
  MAX_PIPELINED("http.maxPipelined"),
  /** A connection without traffic was closed. */
  IDLE_TIMEOUT("http.idleTimeout"),
  /** A request took too long to come: 408. */
  READ_TIMEOUT("http.readTimeout"),
  /** A route's handler did not answer a request in time: 503. */
  ANSWER_TIMEOUT("http.answerTimeout"),
  /** A connection with a request that had no answer yet was closed when the server went down. */
  DRAIN_TIMEOUT("http.drainTimeout");

  private final String key;

  HttpLimit(String key) {
    this.key = key;
  }

  /** The configuration key. */
  public String key() {
    return key;
  }
}
