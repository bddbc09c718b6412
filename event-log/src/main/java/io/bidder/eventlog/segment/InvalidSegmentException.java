package io.bidder.eventlog.segment;

/** Bytes of a segment that are not what they should be. */
final class InvalidSegmentException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Of the byte in its file. */
  final long offset;

  InvalidSegmentException(long offset, String message) {
    super(message);
    this.offset = offset;
  }
}
