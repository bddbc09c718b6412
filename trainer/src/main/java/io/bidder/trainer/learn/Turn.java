package io.bidder.trainer.learn;

import java.util.List;

/**
 * What came of a loop's turn.
 *
 * @param version the version that was published, empty for none
 * @param promoted whether it is the current one now
 * @param reasons why not, and what was not believed
 * @param moved the largest change of an offset
 */
record Turn(String version, boolean promoted, List<String> reasons, double moved) {
  /** There was nothing to learn. */
  static final Turn NONE = new Turn("", false, List.of(), 0);
}
