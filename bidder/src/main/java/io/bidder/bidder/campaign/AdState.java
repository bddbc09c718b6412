package io.bidder.bidder.campaign;

import java.util.Locale;

/** Whether an ad can bid at a moment, whatever a request says; otherwise the first reason. */
public enum AdState {
  CAN_BID("can bid"),
  FLIGHT_OVER("whose flight is over"),
  FLIGHT_NOT_BEGUN("whose flight has not begun"),
  NO_RATE("in a currency without a rate"),
  UNPRICED("that the model does not price");

  private final String text;

  AdState(String text) {
    this.text = text;
  }

  /** The state in words for people, after the number of ads that are in it. */
  String text() {
    return text;
  }

  /** The state as a metric's label. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
