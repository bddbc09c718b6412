package io.bidder.market.world;

/**
 * The effects of features that depend on another: people's liking of offers, devices by hour,
 * formats by position, and the repetition that some formats bear better than others. Each part is
 * centred over the world's impressions, so that no single feature tells anything of it. Immutable
 * once centred.
 */
final class Tastes {
  /** Dimensions in which people and offers differ. */
  private static final int DIMENSIONS = 4;

  private final double[][] age;
  private final double[][] gender;
  private final double[][] segment;
  private final double[][] siteCategory;
  private final double[][] category;
  private final double[][] campaign;
  private final double[] meanAudience = new double[DIMENSIONS];
  private final double[] meanOffer = new double[DIMENSIONS];

  private final double[][] rhythm;
  private final double[] meanRhythm = new double[2];
  private final double[] meanClock = new double[2];

  private final double[][] placement;
  private final double[] fatigue;

  Tastes(MixedStream random, int campaigns) {
    age = vectors(random, Names.AGE_BANDS.size(), DIMENSIONS, 0.7);
    gender = vectors(random, Names.GENDERS.size(), DIMENSIONS, 0.5);
    segment = vectors(random, Names.SEGMENTS.size(), DIMENSIONS, 1.5);
    siteCategory = vectors(random, Names.SITE_CATEGORIES.size(), DIMENSIONS, 0.8);
    category = vectors(random, Names.CAMPAIGN_CATEGORIES.size(), DIMENSIONS, 1);
    campaign = vectors(random, campaigns, DIMENSIONS, 0.3);
    rhythm = vectors(random, Names.DEVICE_TYPES.size(), 2, 1);
    placement = doublyCentred(vectors(random, Names.FORMATS.size(), Names.POSITIONS.size(), 1));
    fatigue = vectors(random, 1, Names.FORMATS.size(), 1)[0];
  }

  /** Takes from each part what single features could tell, as seen in these impressions. */
  void centre(Iterable<Impression> impressions) {
    double[] audience = new double[DIMENSIONS];
    double[] offer = new double[DIMENSIONS];
    double[] hours = new double[2];
    double[] devices = new double[2];
    int count = 0;
    for (Impression impression : impressions) {
      Opportunity opportunity = impression.opportunity();
      for (int d = 0; d < DIMENSIONS; d++) {
        audience[d] += audience(opportunity, d);
        offer[d] += offer(impression.creative(), d);
      }
      for (int d = 0; d < 2; d++) {
        hours[d] += clock(opportunity, d);
        devices[d] += rhythm[opportunity.device().type()][d];
      }
      count++;
    }
    for (int d = 0; d < DIMENSIONS; d++) {
      meanAudience[d] = audience[d] / count;
      meanOffer[d] = offer[d] / count;
    }
    for (int d = 0; d < 2; d++) {
      meanClock[d] = hours[d] / count;
      meanRhythm[d] = devices[d] / count;
    }
  }

  /** These people's liking of this kind of offer. */
  double liking(Impression impression) {
    double sum = 0;
    for (int d = 0; d < DIMENSIONS; d++) {
      sum +=
          (audience(impression.opportunity(), d) - meanAudience[d])
              * (offer(impression.creative(), d) - meanOffer[d]);
    }
    return sum;
  }

  /** The effect of the hour on a device of this type. */
  double rhythm(Opportunity opportunity) {
    double[] device = rhythm[opportunity.device().type()];
    return (clock(opportunity, 0) - meanClock[0]) * (device[0] - meanRhythm[0])
        + (clock(opportunity, 1) - meanClock[1]) * (device[1] - meanRhythm[1]);
  }

  /** The effect of the position on a format. */
  double placement(Impression impression) {
    return placement[impression.creative().format()][impression.opportunity().position()];
  }

  /** The speed at which a format tires people, 0 for the average one. */
  double fatigue(Impression impression) {
    return fatigue[impression.creative().format()];
  }

  private double audience(Opportunity opportunity, int d) {
    User user = opportunity.user();
    double segments = 0;
    for (int left = user.segmentMask(); left != 0; left &= left - 1) {
      segments += segment[Integer.numberOfTrailingZeros(left)][d];
    }
    return age[user.ageBand()][d]
        + gender[user.gender()][d]
        + segments / Integer.bitCount(user.segmentMask())
        + siteCategory[opportunity.site().category()][d];
  }

  private double offer(Creative creative, int d) {
    return category[creative.campaign().category()][d] + campaign[creative.campaign().index()][d];
  }

  private static double clock(Opportunity opportunity, int d) {
    double angle = 2 * StrictMath.PI * opportunity.localHour() / 24;
    return d == 0 ? StrictMath.sin(angle) : StrictMath.cos(angle);
  }

  private static double[][] vectors(MixedStream random, int count, int length, double deviation) {
    double[][] vectors = new double[count][length];
    for (double[] vector : vectors) {
      for (int d = 0; d < length; d++) {
        vector[d] = deviation * random.nextGaussian();
      }
    }
    return vectors;
  }

  private static double[][] doublyCentred(double[][] table) {
    int rows = table.length;
    int columns = table[0].length;
    double[] rowMeans = new double[rows];
    double[] columnMeans = new double[columns];
    double mean = 0;
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        rowMeans[r] += table[r][c] / columns;
        columnMeans[c] += table[r][c] / rows;
        mean += table[r][c] / (rows * columns);
      }
    }
    double[][] centred = new double[rows][columns];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        centred[r][c] = table[r][c] - rowMeans[r] - columnMeans[c] + mean;
      }
    }
    return centred;
  }
}
