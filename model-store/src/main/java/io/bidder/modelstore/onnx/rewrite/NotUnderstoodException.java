package io.bidder.modelstore.onnx.rewrite;

/** A graph holds what cannot be rewritten; the message says what, in words. */
final class NotUnderstoodException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NotUnderstoodException(String message) {
    super(message);
  }
}
