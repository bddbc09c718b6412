package io.bidder.trainer.alarm;

/** What may come of an ad that was shown, and what it is expected from. */
enum Outcome {
  CLICKS("clicks", "of what was shown"),
  CONVERSIONS("conversions", "of what was shown"),
  ORDERS_OF_CLICKS("orders", "of what was clicked");

  final String plural;
  final String of;

  Outcome(String plural, String of) {
    this.plural = plural;
    this.of = of;
  }
}
