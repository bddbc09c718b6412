package io.bidder.bidder.campaign;

import java.util.Locale;

/** Whether an ad can bid at a moment, whatever a request says; otherwise the first reason. */
public enum AdState {
  CAN_BID("can bid"),
  FLIGHT_OVER("flight over"),
  FLIGHT_NOT_BEGUN("flight not begun"),
  NO_RATE("no rate for the campaign's currency"),
  UNPRICED("not priced by the model");

  private final String text;

  AdState(String text) {
    this.text = text;
  }

  /** The state in words, for people. */
  String text() {
    return text;
  }

  /** The state as a metric's label. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
