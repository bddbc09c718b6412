package io.bidder.market.world;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * An ad world that its seed decides: its sites, campaigns and people, and how likely each is to
 * click and to buy. It knows no model; whoever asks it knows the truth.
 *
 * <p>A click's log-odds are the sum of what each feature does by itself, of a taste (a dot product
 * of what the people are like and what the offer is like), and of smaller pairs: hour with device,
 * format with position, format with repetition. Buying after a click depends on fewer features and
 * the same taste. Everything depends on what the log shows, so that a model could know all of it.
 *
 * <p>In any world about {@value #CLICK_RATE} of random impressions are clicked and {@value
 * #CONVERSION_RATE} of clicks convert, and pairs of features matter as much as single ones.
 *
 * <p>Immutable; safe to share between threads.
 */
public final class World {
  /** The world of the demo. */
  public static final long DEFAULT_SEED = 1;

  /** Share of random impressions that are clicked. */
  public static final double CLICK_RATE = 0.01;

  /** Share of clicks that convert. */
  public static final double CONVERSION_RATE = 0.05;

  private static final long CHARACTER = 31;
  private static final long SAMPLE = 32;
  private static final int SAMPLE_SIZE = 40_000;

  private static final int DAYS_PER_WEEK = 7;

  // Standard deviations over impressions, in log-odds.
  private static final double CLICKING = 0.85;
  private static final double LIKING = 0.75;
  private static final double RHYTHM = 0.3;
  private static final double PLACEMENT = 0.2;
  private static final double FATIGUE = 0.12;
  private static final double BUYING = 0.7;
  private static final double LIKING_TO_BUY = 0.45;

  private static final double ORDER_DEVIATION = 0.5;
  private static final double MICROS = 1e6;

  private final long seed;
  private final Inventory inventory;
  private final Traffic traffic;
  private final Habits habits;
  private final Tastes tastes;
  private final double clickingScale;
  private final double likingScale;
  private final double rhythmScale;
  private final double placementScale;
  private final double fatigueScale;
  private final double buyingScale;
  private final double clickIntercept;
  private final double conversionIntercept;

  private World(
      long seed,
      Inventory inventory,
      Traffic traffic,
      long movedSeed,
      double tasteShare,
      double habitShare) {
    this.seed = seed;
    this.inventory = inventory;
    this.traffic = traffic;
    MixedStream random =
        new MixedStream(
            new RandomStream(seed, CHARACTER, 0), new RandomStream(movedSeed, CHARACTER, 0));
    random.mix(habitShare);
    habits = new Habits(random, inventory);
    random.mix(tasteShare);
    tastes = new Tastes(random, inventory.campaigns.size());

    List<Impression> sample = sample(new RandomStream(seed, SAMPLE, 0));
    tastes.centre(sample);
    clickingScale = CLICKING / deviation(sample, habits::clicking);
    likingScale = LIKING / deviation(sample, tastes::liking);
    rhythmScale = RHYTHM / deviation(sample, i -> tastes.rhythm(i.opportunity()));
    placementScale = PLACEMENT / deviation(sample, tastes::placement);
    fatigueScale = FATIGUE / deviation(sample, this::unevenFatigue);
    buyingScale = BUYING / deviation(sample, habits::buying);
    double[] ones = new double[sample.size()];
    double[] clickLogits = new double[sample.size()];
    double[] conversionLogits = new double[sample.size()];
    for (int i = 0; i < ones.length; i++) {
      ones[i] = 1;
      clickLogits[i] = clickLogit(sample.get(i));
      conversionLogits[i] = conversionLogit(sample.get(i));
    }
    clickIntercept = intercept(clickLogits, ones, CLICK_RATE);
    double[] clicks = new double[sample.size()];
    for (int i = 0; i < clicks.length; i++) {
      clicks[i] = sigmoid(clickIntercept + clickLogits[i]);
    }
    conversionIntercept = intercept(conversionLogits, clicks, CONVERSION_RATE);
  }

  /** The world of a seed, in the size of the demo's. */
  public static World of(long seed) {
    return of(seed, WorldSize.DEFAULT);
  }

  /** The world of a seed and a size. */
  public static World of(long seed, WorldSize size) {
    Inventory inventory = new Inventory(seed, size);
    return new World(seed, inventory, new Traffic(seed, size.users(), inventory), seed, 0, 0);
  }

  /**
   * Returns this world after people have changed: the same inventory and traffic, as many clicks
   * and conversions on the whole and as much to learn, but other people click on other things.
   *
   * <p>A share of 0 leaves things as they are in the world of the seed, whether this one has moved
   * or not; 1 draws them anew. Worlds of growing shares and one seed move step by step.
   *
   * @param movedSeed of what is drawn anew
   * @param tasteShare the share of what is new in pairs of features: who likes which offer, which
   *     device at which hour, which format at which position and how often
   * @param habitShare the share of what is new in the effects of single features
   */
  public World moved(long movedSeed, double tasteShare, double habitShare) {
    checkShare("tasteShare", tasteShare);
    checkShare("habitShare", habitShare);
    return new World(seed, inventory, traffic, movedSeed, tasteShare, habitShare);
  }

  private static void checkShare(String name, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(name + " is " + share + ", expected 0 to 1");
    }
  }

  /** The people who come, and the creatives that fit. */
  public Traffic traffic() {
    return traffic;
  }

  public List<Site> sites() {
    return inventory.sites;
  }

  public List<Campaign> campaigns() {
    return inventory.campaigns;
  }

  public List<Creative> creatives() {
    return inventory.creatives;
  }

  /** The creatives of a campaign: at least one. */
  public List<Creative> creatives(Campaign campaign) {
    return inventory.creatives.stream().filter(c -> c.campaign().equals(campaign)).toList();
  }

  /** P(click | impression). */
  public double clickProbability(Impression impression) {
    return sigmoid(clickIntercept + clickLogit(impression));
  }

  /** P(conversion | click). */
  public double conversionProbability(Impression impression) {
    return sigmoid(conversionIntercept + conversionLogit(impression));
  }

  /** The value of an order that an impression of this creative led to: log-normal, whole cents. */
  public long orderValueMicros(Creative creative, RandomStream random) {
    double median = creative.campaign().orderValueMicros() / MICROS;
    return Inventory.money(median * StrictMath.exp(ORDER_DEVIATION * random.nextGaussian()));
  }

  /** The mean value of a campaign's orders. */
  public long meanOrderMicros(Campaign campaign) {
    return StrictMath.round(
        campaign.orderValueMicros() * StrictMath.exp(ORDER_DEVIATION * ORDER_DEVIATION / 2));
  }

  private double clickLogit(Impression impression) {
    return clickingScale * habits.clicking(impression)
        + likingScale * tastes.liking(impression)
        + rhythmScale * tastes.rhythm(impression.opportunity())
        + placementScale * tastes.placement(impression)
        + fatigueScale * unevenFatigue(impression);
  }

  private double conversionLogit(Impression impression) {
    return buyingScale * habits.buying(impression)
        + LIKING_TO_BUY / LIKING * likingScale * tastes.liking(impression);
  }

  private double unevenFatigue(Impression impression) {
    return -tastes.fatigue(impression) * Habits.repetition(impression);
  }

  private List<Impression> sample(RandomStream random) {
    List<Impression> sample = new ArrayList<>(SAMPLE_SIZE);
    for (int i = 0; i < SAMPLE_SIZE; i++) {
      sample.add(
          traffic.impression(MarketClock.at((i + 0.5) / SAMPLE_SIZE, DAYS_PER_WEEK), random));
    }
    return sample;
  }

  private static double deviation(List<Impression> sample, ToDoubleFunction<Impression> part) {
    double sum = 0;
    double squares = 0;
    for (Impression impression : sample) {
      double value = part.applyAsDouble(impression);
      sum += value;
      squares += value * value;
    }
    double mean = sum / sample.size();
    return StrictMath.sqrt(squares / sample.size() - mean * mean);
  }

  /** The constant that gives log-odds a weighted mean probability. */
  private static double intercept(double[] logits, double[] weights, double wanted) {
    double low = -30;
    double high = 30;
    // Halving 60 units 50 times leaves less than a double can tell.
    for (int step = 0; step < 50; step++) {
      double middle = (low + high) / 2;
      double sum = 0;
      double weight = 0;
      for (int i = 0; i < logits.length; i++) {
        sum += weights[i] * sigmoid(middle + logits[i]);
        weight += weights[i];
      }
      if (sum / weight < wanted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  private static double sigmoid(double logit) {
    return 1 / (1 + StrictMath.exp(-logit));
  }
}
