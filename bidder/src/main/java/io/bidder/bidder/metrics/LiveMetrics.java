package io.bidder.bidder.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;

/**
 * What was predicted of campaigns lately, and what came. One thread's, but to be scraped, by
 * whoever holds its lock: while campaigns are replaced one may be there twice.
 */
public final class LiveMetrics {
  /** What stands for the campaigns that are not told apart. */
  public static final String OTHERS = "(others)";

  private static final String CAMPAIGN = "campaign";
  private static final String HEAD = "head";

  private final MultiGauge impressions;
  private final MultiGauge predicted;
  private final MultiGauge actual;
  private final List<Row<?>> impressionRows = new ArrayList<>();
  private final List<Row<?>> predictedRows = new ArrayList<>();
  private final List<Row<?>> actualRows = new ArrayList<>();

  LiveMetrics(MeterRegistry registry) {
    impressions =
        MultiGauge.builder("bidder.live.impressions")
            .description("Impressions of the last hours.")
            .register(registry);
    predicted =
        MultiGauge.builder("bidder.live.predicted")
            .description("Clicks and orders that were predicted of them.")
            .register(registry);
    actual =
        MultiGauge.builder("bidder.live.actual")
            .description("Clicks and orders that came in the last hours.")
            .register(registry);
    add(OTHERS, 0, 0, 0, 0, 0);
    show();
  }

  /** Adds a campaign to those that are shown by {@link #show}. */
  public void add(
      String campaign,
      long shown,
      double predictedClicks,
      long clicks,
      double predictedOrders,
      long orders) {
    impressionRows.add(Row.of(Tags.of(CAMPAIGN, campaign), shown));
    predictedRows.add(Row.of(Tags.of(CAMPAIGN, campaign, HEAD, "ctr"), predictedClicks));
    predictedRows.add(Row.of(Tags.of(CAMPAIGN, campaign, HEAD, "ctcvr"), predictedOrders));
    actualRows.add(Row.of(Tags.of(CAMPAIGN, campaign, HEAD, "ctr"), clicks));
    actualRows.add(Row.of(Tags.of(CAMPAIGN, campaign, HEAD, "ctcvr"), orders));
  }

  /** Shows the campaigns that were added since, and no others. */
  public synchronized void show() {
    impressions.register(List.copyOf(impressionRows), true);
    predicted.register(List.copyOf(predictedRows), true);
    actual.register(List.copyOf(actualRows), true);
    impressionRows.clear();
    predictedRows.clear();
    actualRows.clear();
  }
}
