package io.bidder.market.world;

/** The effect of each feature by itself on clicks, and on conversions after one. Immutable. */
final class Habits {
  private final double[] age;
  private final double[] gender;
  private final double[] region;
  private final double[] segment;
  private final double[] site;
  private final double[] siteCategory;
  private final double[] device;
  private final double[] system;
  private final double[] browser;
  private final double[] connection;
  private final double[] position;
  private final double[] size;
  private final double[] format;
  private final double[] creative;
  private final double[] campaign;
  private final double[] category;
  private final double[] day;
  private final double peakHour;

  private final double[] buyersCategory;
  private final double[] buyersCampaign;
  private final double[] buyersDevice;
  private final double[] buyersAge;

  Habits(MixedStream random, Inventory inventory) {
    age = effects(random, Names.AGE_BANDS.size(), 0.35);
    gender = effects(random, Names.GENDERS.size(), 0.15);
    region = effects(random, Names.REGIONS.size(), 0.15);
    segment = effects(random, Names.SEGMENTS.size(), 0.3);
    site = effects(random, inventory.sites.size(), 0.35);
    siteCategory = effects(random, Names.SITE_CATEGORIES.size(), 0.3);
    device = effects(random, Names.DEVICE_TYPES.size(), 0.3);
    system = effects(random, Names.OPERATING_SYSTEMS.size(), 0.1);
    browser = effects(random, Names.BROWSERS.size(), 0.1);
    connection = effects(random, Names.CONNECTIONS.size(), 0.1);
    position = effects(random, Names.POSITIONS.size(), 0.35);
    size = effects(random, Names.WIDTHS.size(), 0.2);
    format = effects(random, Names.FORMATS.size(), 0.2);
    creative = effects(random, inventory.creatives.size(), 0.25);
    campaign = effects(random, inventory.campaigns.size(), 0.2);
    category = effects(random, Names.CAMPAIGN_CATEGORIES.size(), 0.3);
    day = effects(random, 7, 0.1);
    peakHour = 24 * random.nextDouble();
    buyersCategory = effects(random, Names.CAMPAIGN_CATEGORIES.size(), 0.5);
    buyersCampaign = effects(random, inventory.campaigns.size(), 0.25);
    buyersDevice = effects(random, Names.DEVICE_TYPES.size(), 0.4);
    buyersAge = effects(random, Names.AGE_BANDS.size(), 0.2);
  }

  /** Log-odds of a click, but for a constant and a scale. */
  double clicking(Impression impression) {
    Opportunity opportunity = impression.opportunity();
    User user = opportunity.user();
    Device screen = opportunity.device();
    Creative ad = impression.creative();
    double segments = 0;
    for (int left = user.segmentMask(); left != 0; left &= left - 1) {
      segments += segment[Integer.numberOfTrailingZeros(left)];
    }
    double hours = opportunity.localHour() - peakHour;
    return age[user.ageBand()]
        + gender[user.gender()]
        + region[user.region()]
        + segments / Integer.bitCount(user.segmentMask())
        + site[opportunity.site().index()]
        + siteCategory[opportunity.site().category()]
        + device[screen.type()]
        + system[screen.operatingSystem()]
        + browser[screen.browser()]
        + connection[screen.connection()]
        + position[opportunity.position()]
        + size[opportunity.size()]
        + format[ad.format()]
        + creative[ad.index()]
        + campaign[ad.campaign().index()]
        + category[ad.campaign().category()]
        + day[opportunity.localDayOfWeek()]
        + 0.2 * StrictMath.cos(2 * StrictMath.PI * hours / 24)
        - 0.2 * recency(opportunity)
        - 0.2 * price(ad)
        - 0.35 * repetition(impression);
  }

  /** Log-odds of a conversion after a click, but for a constant and a scale. */
  double buying(Impression impression) {
    Opportunity opportunity = impression.opportunity();
    Creative ad = impression.creative();
    return buyersCategory[ad.campaign().category()]
        + buyersCampaign[ad.campaign().index()]
        + buyersDevice[opportunity.device().type()]
        + buyersAge[opportunity.user().ageBand()]
        - 0.35 * recency(opportunity)
        - 0.35 * price(ad);
  }

  /** The time since the user was in a shop: about -2 to 4. */
  static double recency(Opportunity opportunity) {
    return StrictMath.log1p(opportunity.recencyDays()) - 2;
  }

  /** The price of the product: about -2 to 2. */
  static double price(Creative creative) {
    return StrictMath.log(creative.priceMicros() / 45e6);
  }

  /** The number of times the user saw the campaign: about -1 to 3. */
  static double repetition(Impression impression) {
    return StrictMath.log1p(impression.exposures()) - 0.7;
  }

  private static double[] effects(MixedStream random, int count, double deviation) {
    double[] effects = new double[count];
    for (int i = 0; i < count; i++) {
      effects[i] = deviation * random.nextGaussian();
    }
    return effects;
  }
}
