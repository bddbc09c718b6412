package io.bidder.market.simulate;

import io.bidder.settings.UserFailure;
import java.io.IOException;

/** A bidder that does not start, or whose log cannot be read. */
final class BidderFailedException extends IOException implements UserFailure {
  private static final long serialVersionUID = 1;

  BidderFailedException(String message) {
    super(message);
  }

  @Override
  public boolean isWrongInput() {
    return false;
  }
}
