package io.bidder.bidder.response;

/**
 * Markup of a catalogue that cannot be delivered: the message names the ad, what is wrong and what
 * was expected, one line for each problem.
 */
public final class InvalidMarkupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidMarkupException(String message) {
    super(message);
  }
}
