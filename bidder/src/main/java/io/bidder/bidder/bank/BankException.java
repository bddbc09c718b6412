package io.bidder.bidder.bank;

import org.jspecify.annotations.Nullable;

/** The bank cannot be asked; the message is for people. */
public final class BankException extends Exception {
  private static final long serialVersionUID = 1;

  public BankException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
