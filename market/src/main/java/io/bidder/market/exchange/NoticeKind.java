package io.bidder.market.exchange;

/** What a bidder is told of; named as in its event log. */
public enum NoticeKind {
  WIN("win"),
  BILLED("billed"),
  LOSS("loss"),
  IMPRESSION("impression"),
  CLICK("click"),
  CONVERSION("conversion"),
  REFUND("refund");

  private final String eventName;

  NoticeKind(String eventName) {
    this.eventName = eventName;
  }

  /** The kind of event that it becomes. */
  public String eventName() {
    return eventName;
  }
}
