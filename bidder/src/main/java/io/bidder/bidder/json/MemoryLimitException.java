package io.bidder.bidder.json;

/**
 * A request takes more memory than it may: {@link Memory}. Without a stack trace: such a request
 * must cost no more than others.
 */
public final class MemoryLimitException extends RuntimeException {
  private static final long serialVersionUID = 1;

  MemoryLimitException() {
    super("more memory than a request may take", null, false, false);
  }
}
