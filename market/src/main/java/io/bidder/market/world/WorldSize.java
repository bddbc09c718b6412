package io.bidder.market.world;

/** The number of people, sites and campaigns of a world. */
public record WorldSize(int users, int sites, int campaigns) {
  /** The size of the demo's world. */
  public static final WorldSize DEFAULT = new WorldSize(200_000, 50, 12);

  private static final int MOST_USERS = 100_000_000;
  private static final int MOST_SITES = 10_000;

  /** With fewer, some slots would have no ad that fits. */
  private static final int FEWEST_CAMPAIGNS = 2;

  private static final int MOST_CAMPAIGNS = 10_000;

  public WorldSize {
    check("users", users, 1, MOST_USERS);
    check("sites", sites, 1, MOST_SITES);
    check("campaigns", campaigns, FEWEST_CAMPAIGNS, MOST_CAMPAIGNS);
  }

  /** Creatives of all campaigns: each has three or four. */
  int creatives() {
    return campaigns * 10 / 3;
  }

  private static void check(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%d %s, expected %d to %d".formatted(value, what, least, most));
    }
  }
}
