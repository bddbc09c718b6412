package io.bidder.trainer.alarm;

/** By what ads that were shown are told apart. */
enum Grouping {
  ALL("all"),
  CAMPAIGN("campaign"),
  AD("ad"),
  SITE("site");

  final String id;

  Grouping(String id) {
    this.id = id;
  }
}
