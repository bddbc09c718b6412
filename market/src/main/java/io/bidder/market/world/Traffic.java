package io.bidder.market.world;

import java.util.List;

/**
 * The people who come, and their sites and devices: draws opportunities, and ads as a log of random
 * serving has them. Immutable; every method takes the stream that it draws from.
 */
public final class Traffic {
  private static final long USERS = 21;
  private static final long DEVICES = 22;

  private static final int LAST_BIRTH_YEAR = 2008;
  private static final int FIRST_BIRTH_YEAR = 1945;
  private static final double BIRTH_YEAR_KNOWN = 0.85;
  private static final double[] GENDERS = {0.45, 0.40, 0.15};
  private static final double[] REGIONS = {12, 10, 6, 7, 6, 7, 14, 4, 4, 5, 18, 7};

  /** Hours of the user's day by how many people are online. */
  private static final double[] DAY = {
    0.30, 0.18, 0.12, 0.10, 0.12, 0.22, 0.45, 0.70, 0.80, 0.75, 0.72, 0.75,
    0.85, 0.80, 0.72, 0.72, 0.76, 0.82, 0.90, 0.98, 1.00, 0.95, 0.80, 0.52
  };

  /** Phone, tablet, computer, television: at night, at work, in the evening. */
  private static final double[][] DEVICES_BY_TIME = {
    {0.62, 0.14, 0.14, 0.10}, {0.48, 0.08, 0.38, 0.06}, {0.48, 0.16, 0.18, 0.18}
  };

  private static final double[][] SYSTEMS = {
    {0.5, 0.5, 0, 0, 0}, {0.6, 0.4, 0, 0, 0}, {0, 0, 0.66, 0.26, 0.08}, {0.1, 0.6, 0, 0, 0.3}
  };
  private static final double[][] BROWSERS_BY_SYSTEM = {
    {0.2, 0.8, 0, 0, 0},
    {0.7, 0, 0, 0.06, 0.24},
    {0.62, 0, 0.26, 0.12, 0},
    {0.4, 0.5, 0, 0.1, 0},
    {0.6, 0, 0, 0.4, 0}
  };
  private static final double[][] CONNECTIONS = {
    {0, 0.5, 0.28, 0.22}, {0, 0.8, 0.12, 0.08}, {0.45, 0.55, 0, 0}, {0.3, 0.7, 0, 0}
  };
  private static final double[][] SIZES = {
    {0.6, 0.4, 0, 0, 0}, {0, 0.5, 0.5, 0, 0}, {0, 0.35, 0.35, 0.3, 0}, {0, 0, 0, 0, 1}
  };
  private static final double[] POSITIONS = {0.35, 0.3, 0.2, 0.15};
  private static final double MEDIAN_RECENCY_DAYS = 6;
  private static final double MAX_RECENCY_DAYS = 365;
  private static final double MEAN_EXPOSURES = 1.6;
  private static final int MAX_EXPOSURES = 40;

  private final long seed;
  private final int users;
  private final Inventory inventory;
  private final double[] siteTraffic;

  Traffic(long seed, int users, Inventory inventory) {
    this.seed = seed;
    this.users = users;
    this.inventory = inventory;
    this.siteTraffic = inventory.sites.stream().mapToDouble(Site::traffic).toArray();
  }

  /** People online at a moment of the UTC day, 0 (midnight) to 1, relative to other moments. */
  static double online(int utcHour) {
    double sum = 0;
    for (int region = 0; region < REGIONS.length; region++) {
      int offsetHours = Names.REGION_UTC_OFFSET_MINUTES.get(region) / 60;
      sum += REGIONS[region] * DAY[Math.floorMod(utcHour + offsetHours, DAY.length)];
    }
    return sum;
  }

  /** A user of the world, always the same for an index. */
  public User user(int index) {
    RandomStream random = new RandomStream(seed, USERS, index);
    int birthYear =
        FIRST_BIRTH_YEAR
            + (int)
                ((LAST_BIRTH_YEAR - FIRST_BIRTH_YEAR + 1)
                    * StrictMath.pow(random.nextDouble(), 0.8));
    boolean birthYearKnown = random.nextDouble() < BIRTH_YEAR_KNOWN;
    int gender = random.pick(GENDERS);
    int region = random.pick(REGIONS);
    int wanted = 1 + random.nextInt(4);
    int segments = 0;
    while (Integer.bitCount(segments) < wanted) {
      segments |= 1 << random.nextInt(Names.SEGMENTS.size());
    }
    return new User(
        index,
        birthYearKnown ? ageBand(birthYear) : Names.AGE_BANDS.size() - 1,
        birthYearKnown ? birthYear : 0,
        gender,
        region,
        Names.REGION_UTC_OFFSET_MINUTES.get(region),
        segments,
        0.2 - 0.8 * StrictMath.log(1 - random.nextDouble()));
  }

  /** The next opportunity at a moment. */
  public Opportunity opportunity(long timestampMillis, RandomStream random) {
    User user = online(timestampMillis, random);
    Site site = inventory.sites.get(random.pick(siteTraffic));
    Device device = device(user, user.localHour(timestampMillis), random);
    double recencyDays = MEDIAN_RECENCY_DAYS * StrictMath.exp(1.2 * random.nextGaussian());
    return new Opportunity(
        timestampMillis,
        user,
        site,
        device,
        random.pick(POSITIONS),
        random.pick(SIZES[device.type()]),
        tenths(Math.min(MAX_RECENCY_DAYS, recencyDays)));
  }

  /** Draws a user who is awake: the first users of the world are met more often than the last. */
  private User online(long timestampMillis, RandomStream random) {
    while (true) {
      User user = user((int) (users * StrictMath.pow(random.nextDouble(), 1.5)));
      if (random.nextDouble() < DAY[user.localHour(timestampMillis)]) {
        return user;
      }
    }
  }

  /** Creatives that fit an opportunity: at least one. */
  public List<Creative> candidates(Opportunity opportunity) {
    return inventory.creativesBySize.get(opportunity.size());
  }

  /** Shows one of the fitting creatives, each as likely as any other. */
  public Impression impression(long timestampMillis, RandomStream random) {
    Opportunity opportunity = opportunity(timestampMillis, random);
    List<Creative> candidates = candidates(opportunity);
    return impression(opportunity, candidates.get(random.nextInt(candidates.size())), random);
  }

  /** Shows a creative to a user who has met its campaign here and there before. */
  public Impression impression(Opportunity opportunity, Creative creative, RandomStream random) {
    double mean = MEAN_EXPOSURES * opportunity.user().activity() * creative.campaign().reach();
    // Geometric: many users never saw the campaign, some far too often.
    double exposures = StrictMath.log(1 - random.nextDouble()) / StrictMath.log(mean / (1 + mean));
    return new Impression(opportunity, creative, (int) Math.min(exposures, MAX_EXPOSURES));
  }

  /** A user has one device of a type, so that its system and browser do not change. */
  private Device device(User user, int hour, RandomStream random) {
    int time = hour < 7 || hour == 23 ? 0 : hour < 18 ? 1 : 2;
    int type = random.pick(DEVICES_BY_TIME[time]);
    RandomStream own = new RandomStream(seed, DEVICES, 4L * user.index() + type);
    int system = own.pick(SYSTEMS[type]);
    int browser = own.pick(BROWSERS_BY_SYSTEM[system]);
    return new Device(type, system, browser, random.pick(CONNECTIONS[type]));
  }

  private static int ageBand(int birthYear) {
    int band = 0;
    for (int from : Names.AGE_BAND_BIRTH_YEARS) {
      band += birthYear >= from ? 1 : 0;
    }
    return band;
  }

  private static double tenths(double days) {
    return StrictMath.round(days * 10) / 10.0;
  }
}
