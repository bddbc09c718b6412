package io.bidder.modelstore.schema;

/** The event that a probability is of. */
public enum Head {
  /** P(click | impression). */
  CTR("ctr"),
  /** P(conversion | click). */
  CVR("cvr"),
  /** P(conversion | impression) = ctr x cvr. */
  CTCVR("ctcvr");

  private final String id;

  Head(String id) {
    this.id = id;
  }

  /** The name in manifests and reports. */
  public String id() {
    return id;
  }
}
