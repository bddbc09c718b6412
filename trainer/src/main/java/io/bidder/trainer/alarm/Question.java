package io.bidder.trainer.alarm;

/**
 * A question to be answered before more is spent.
 *
 * @param why in words, with the figures
 */
record Question(String name, Answer answer, String why) {
  /** What the figures say. */
  enum Answer {
    PASS("pass"),
    FAIL("fail"),
    UNKNOWN("unknown");

    final String id;

    Answer(String id) {
      this.id = id;
    }
  }
}
