package io.bidder.market.world;

import java.io.IOException;
import java.util.List;

/**
 * Writes what a world's impressions led to, as CSV. The same world, seed, days and rows give the
 * same text on every machine.
 *
 * <p>Creatives are shown at random, so that a model trained from the log has nobody's choices to
 * see through. The last two columns are the true probabilities, which training must never read.
 */
public final class MarketLog {
  /** P(click | impression), as the world has it. */
  public static final String TRUE_PCTR = "true_pctr";

  /** P(conversion | impression), as the world has it. */
  public static final String TRUE_PCTCVR = "true_pctcvr";

  static final List<String> COLUMNS =
      List.of(
          "timestamp",
          "utc_offset",
          "birth_year",
          "gender",
          "region",
          "segments",
          "recency_days",
          "site_domain",
          "site_category",
          "app_bundle",
          "app_category",
          "device_type",
          "os",
          "browser",
          "connection",
          "slot_position",
          "slot_width",
          "slot_height",
          "video_position",
          "creative",
          "creative_size",
          "creative_format",
          "price",
          "campaign",
          "campaign_category",
          "exposures",
          "click",
          "conversion",
          "order_value",
          TRUE_PCTR,
          TRUE_PCTCVR);

  private static final long LOG = 41;
  private static final int FLUSH_CHARS = 1 << 15;
  private static final long CENT_MICROS = 10_000;
  private static final int DECIMALS = 12;
  private static final double DECIMAL_UNITS = 1e12;

  private final World world;
  private final int days;
  private final RandomStream random;
  private final StringBuilder text = new StringBuilder(2 * FLUSH_CHARS);
  private long clicks;
  private long conversions;
  private long orderValueMicros;

  /**
   * Counts of what was written.
   *
   * @param orderValueMicros of all conversions together
   */
  public record Summary(long rows, long clicks, long conversions, long orderValueMicros) {}

  private MarketLog(World world, long seed, int days) {
    this.world = world;
    this.days = days;
    this.random = new RandomStream(seed, LOG, 0);
  }

  /**
   * Writes a header and {@code rows} impressions in the order of their time.
   *
   * @param seed of who comes and what happens; the world has its own
   * @param days that the impressions are spread over
   */
  public static Summary write(World world, long seed, int days, long rows, Appendable out)
      throws IOException {
    return new MarketLog(world, seed, days).write(rows, out);
  }

  private Summary write(long rows, Appendable out) throws IOException {
    text.append(String.join(",", COLUMNS)).append('\n');
    for (long row = 0; row < rows; row++) {
      double share = (row + random.nextDouble()) / rows;
      row(world.traffic().impression(MarketClock.at(share, days), random));
      if (text.length() >= FLUSH_CHARS) {
        flush(out);
      }
    }
    flush(out);
    return new Summary(rows, clicks, conversions, orderValueMicros);
  }

  private void row(Impression impression) {
    double clickProbability = world.clickProbability(impression);
    double conversionProbability = world.conversionProbability(impression);
    boolean click = random.nextDouble() < clickProbability;
    boolean conversion = click && random.nextDouble() < conversionProbability;
    clicks += click ? 1 : 0;

    opportunity(impression.opportunity());
    creative(impression.creative());
    text.append(impression.exposures()).append(',');
    text.append(click ? "1," : "0,").append(conversion ? "1," : "0,");
    if (conversion) {
      long value = world.orderValueMicros(impression.creative(), random);
      conversions++;
      orderValueMicros += value;
      money(value);
    }
    text.append(',');
    probability(clickProbability);
    text.append(',');
    probability(clickProbability * conversionProbability);
    text.append('\n');
  }

  private void opportunity(Opportunity opportunity) {
    User user = opportunity.user();
    Device device = opportunity.device();
    text.append(opportunity.timestampMillis()).append(',');
    text.append(user.utcOffsetMinutes()).append(',');
    if (user.birthYear() != 0) {
      text.append(user.birthYear());
    }
    text.append(',').append(user.genderCode()).append(',');
    text.append(user.regionCode()).append(',');
    text.append(String.join("|", user.segmentIds())).append(',');
    text.append(opportunity.recencyDays()).append(',');
    Site site = opportunity.site();
    text.append(opportunity.isApp() ? ",," : "");
    text.append(opportunity.isApp() ? site.bundle() : site.domain()).append(',');
    text.append(site.categoryCode()).append(opportunity.isApp() ? "," : ",,,");
    text.append(device.typeCode()).append(',');
    text.append(device.operatingSystemName()).append(',');
    text.append(device.browserName()).append(',');
    text.append(device.connectionCode()).append(',');
    if (opportunity.isVideo()) {
      text.append(",,,").append(opportunity.positionCode()).append(',');
    } else {
      text.append(opportunity.positionCode()).append(',');
      text.append(opportunity.width()).append(',');
      text.append(opportunity.height()).append(",,");
    }
  }

  private void creative(Creative creative) {
    text.append(creative.id()).append(',');
    text.append(creative.width()).append('x').append(creative.height()).append(',');
    text.append(creative.formatName()).append(',');
    money(creative.priceMicros());
    text.append(',').append(creative.campaign().id()).append(',');
    text.append(creative.campaign().categoryName()).append(',');
  }

  private void money(long micros) {
    long cents = micros / CENT_MICROS;
    text.append(cents / 100).append(cents % 100 < 10 ? ".0" : ".").append(cents % 100);
  }

  /** As many decimals as a probability below 1 in 10 million needs. */
  private void probability(double probability) {
    int end = text.append("0.").length() + DECIMALS;
    long units = StrictMath.round(probability * DECIMAL_UNITS);
    text.append(units);
    while (text.length() < end) {
      text.insert(end - DECIMALS, '0');
    }
  }

  private void flush(Appendable out) throws IOException {
    out.append(text);
    text.setLength(0);
  }
}
