package io.bidder.bidder.http;

/** A limit of the bid port, named like its configuration key. */
public enum HttpLimit {
  /** A connection was closed for a new one, or, if all were busy, the new one. */
  MAX_CONNECTIONS("http.maxConnections"),
  /** The same, for its address had too many. */
  MAX_CONNECTIONS_PER_ADDRESS("http.maxConnectionsPerAddress"),
  /** A body was too long, as it came or unzipped: 413. */
  MAX_BODY_BYTES("http.maxBodyBytes"),
  /** A request's line or its headers were too long: 414 or 431. */
  MAX_HEADER_BYTES("http.maxHeaderBytes"),
  /** A request had too many headers: 431. */
  MAX_HEADERS("http.maxHeaders"),
  /** So many requests had no answer that one more was refused: 503. */
  MAX_IN_FLIGHT("http.maxInFlight"),
  /** The same, of one address. */
  MAX_IN_FLIGHT_PER_ADDRESS("http.maxInFlightPerAddress"),
  /** A connection that held most of too many bytes was closed, or a request was refused: 503. */
  MAX_BUFFERED_BYTES("http.maxBufferedBytes"),
  /** A connection was closed, for its client left too much unread. */
  MAX_UNREAD_BYTES("http.maxUnreadBytes"),
  /** A connection had so many requests without an answer that it was not read from. */
  MAX_PIPELINED("http.maxPipelined"),
  /** A connection without traffic was closed. */
  IDLE_TIMEOUT("http.idleTimeout"),
  /** A request took too long to come: 408. */
  READ_TIMEOUT("http.readTimeout"),
  /** A connection was closed, for its client did not take an answer. */
  WRITE_TIMEOUT("http.writeTimeout"),
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
