package io.bidder.bidder.notice;

/** An order that is not believed or not understood; the message is for whoever told of it. */
final class RefusedOrderException extends Exception {
  private static final long serialVersionUID = 1L;

  private final OutcomeResult result;

  RefusedOrderException(OutcomeResult result, String message) {
    super(message);
    this.result = result;
  }

  OutcomeResult result() {
    return result;
  }
}
