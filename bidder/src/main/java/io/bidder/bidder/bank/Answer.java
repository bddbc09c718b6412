package io.bidder.bidder.bank;

/** An answer of the bank to an {@link Ask}. */
public sealed interface Answer {
  /**
   * A lease of what is held and some more, and what the bank knows of the other servers.
   *
   * @param freeMicros beside what is held: no less than what is kept
   * @param fairMicros the most that it should keep next time, so that others have some
   * @param othersMicros that they have spent, ever
   * @param othersTodayMicros of that on this day
   * @param othersLeasedMicros that they may spend yet
   * @param othersSupply opportunities an hour that they see for the account
   * @param wasKnown whether the bank knew of this server
   */
  record Leased(
      long freeMicros,
      long fairMicros,
      long othersMicros,
      long othersTodayMicros,
      long othersLeasedMicros,
      long othersSupply,
      boolean wasKnown)
      implements Answer {}

  /**
   * No lease of this account: the bank has something else in its place.
   *
   * @param why in words
   */
  record Refused(String why) implements Answer {}
}
