package io.bidder.bidder.admin;

/** A limit of the admin port, named like its configuration key. */
public enum AdminLimit {
  /** A connection that had been idle was closed to make room for another. */
  MAX_CONNECTIONS("admin.maxConnections"),
  /** A connection without a request was closed. */
  IDLE_TIMEOUT("admin.idleTimeout"),
  /** A request's body took too long to come: its connection was closed. */
  READ_TIMEOUT("admin.readTimeout"),
  /** An answer was not taken in time: its connection was closed. */
  WRITE_TIMEOUT("admin.writeTimeout"),
  /** A request to explain was too long: 413. */
  EXPLAIN_BODY("admin.explain.maxBodyBytes"),
  /** Too many requests to explain were waiting, or one had waited for too long: 503. */
  EXPLAIN_WAITING("admin.explain.maxWaiting"),
  /** An explanation did not list every campaign. */
  EXPLAIN_CAMPAIGNS("admin.explain.maxCampaigns"),
  /** An explanation ended early because of its length. */
  EXPLAIN_BYTES("admin.explain.maxAnswerBytes"),
  /** An explanation ended early because it took too long. */
  EXPLAIN_TIMEOUT("admin.explain.timeout");

  private final String key;

  AdminLimit(String key) {
    this.key = key;
  }

  /** The configuration key. */
  public String key() {
    return key;
  }
}
