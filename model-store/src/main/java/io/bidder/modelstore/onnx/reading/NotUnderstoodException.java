package io.bidder.modelstore.onnx.reading;

/** A graph holds what cannot be rewritten; the message says what, in words. */
public final class NotUnderstoodException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public NotUnderstoodException(String message) {
    super(message);
  }
}
