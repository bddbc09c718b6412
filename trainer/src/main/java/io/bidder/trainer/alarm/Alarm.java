package io.bidder.trainer.alarm;

/**
 * Something that goes wrong, by a test that is seldom wrong.
 *
 * @param kind of alarm
 * @param grouping what is named
 * @param name of the campaign, ad, site, feature or head
 * @param outcome that is off; empty for a drift
 * @param sinceMillis since when it most likely is, in milliseconds since 1970; negative if not
 *     known
 * @param knownMillis when the test would have told; negative if not known
 * @param text in words
 */
record Alarm(
    Kind kind,
    String grouping,
    String name,
    String outcome,
    long sinceMillis,
    long knownMillis,
    String text) {
  /** What goes wrong. */
  enum Kind {
    PREDICTION("prediction off"),
    CLICKS_WITHOUT_ORDERS("clicks without orders"),
    FATIGUE("fatigue"),
    DRIFT("drift");

    final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  /** Of what time nothing is known. */
  static final long UNKNOWN = -1;
}
