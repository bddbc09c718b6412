package io.bidder.bidder.bank;

/**
 * A server's part of a budget, as it stands, and what it wants to have. Amounts are in micros of
 * the account's currency.
 *
 * @param account whose budget it is, such as {@code campaign spring in USD}
 * @param dayMillis start of the advertiser's day, in milliseconds since 1970
 * @param budgetMicros in all
 * @param dailyMicros of it on each day
 * @param spentMicros ever, by the server's own log
 * @param todayMicros of that on this day
 * @param othersMicros that the bank last said others have spent, ever
 * @param othersTodayMicros of that on this day
 * @param heldMicros that its bids may still be billed
 * @param keptMicros that it keeps of its lease beside that
 * @param wantedMicros to have beside what is held, with what is kept
 * @param leastMicros that are of any use
 * @param supply opportunities an hour that it sees for the account
 */
public record Ask(
    String account,
    long dayMillis,
    long budgetMicros,
    long dailyMicros,
    long spentMicros,
    long todayMicros,
    long othersMicros,
    long othersTodayMicros,
    long heldMicros,
    long keptMicros,
    long wantedMicros,
    long leastMicros,
    long supply) {
  /** As large as amounts get, for no limit: sums of some, and a script's numbers, hold it. */
  static final long MOST = 1_000_000_000_000_000_000L;

  public Ask {
    budgetMicros = Math.clamp(budgetMicros, 0, MOST);
    dailyMicros = Math.clamp(dailyMicros, 0, MOST);
    spentMicros = Math.clamp(spentMicros, 0, MOST);
    todayMicros = Math.clamp(todayMicros, 0, MOST);
    othersMicros = Math.clamp(othersMicros, 0, MOST);
    othersTodayMicros = Math.clamp(othersTodayMicros, 0, MOST);
    heldMicros = Math.clamp(heldMicros, 0, MOST);
    keptMicros = Math.clamp(keptMicros, 0, MOST);
    wantedMicros = Math.clamp(wantedMicros, 0, MOST);
    leastMicros = Math.clamp(leastMicros, 0, MOST);
  }
}
