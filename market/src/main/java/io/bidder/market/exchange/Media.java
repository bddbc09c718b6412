package io.bidder.market.exchange;

/** The kinds of ads that are asked for, with their {@code mtype} in an answer. */
enum Media {
  BANNER(1),
  VIDEO(2),
  NATIVE(4);

  /** OpenRTB's creative markup type (AdCOM). */
  final int markupType;

  Media(int markupType) {
    this.markupType = markupType;
  }
}
