package io.bidder.trainer.alarm;

import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Value;
import io.bidder.eventlog.join.TrainingRow;
import io.bidder.trainer.learn.DelayCurve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ads that were shown, with what was predicted when they were bid and what came of them; some
 * 60 bytes each. One thread's.
 */
final class Shown {
  private static final int FIRST_ROWS = 1 << 12;
  private static final float IMPRESSIONS_OF_CPM = 1_000;
  private static final String NO_SITE = "";

  private final Names campaigns = new Names();
  private final Names ads = new Names();
  private final Names sites = new Names();
  private final Map<Outcome, DelayCurve> curves = new EnumMap<>(Outcome.class);
  private int size;
  private long nowMillis;
  private long explored;
  private long ordersWithoutClick;
  private int[] campaign = new int[FIRST_ROWS];
  private int[] ad = new int[FIRST_ROWS];
  private int[] site = new int[FIRST_ROWS];
  private long[] atMillis = new long[FIRST_ROWS];
  private long[] clickDelayMillis = new long[FIRST_ROWS];
  private long[] orderDelayMillis = new long[FIRST_ROWS];
  private float[] pCtr = new float[FIRST_ROWS];
  private float[] pCvr = new float[FIRST_ROWS];
  private float[] pCtcvr = new float[FIRST_ROWS];
  private float[] valueMicros = new float[FIRST_ROWS];

  /** Texts by numbers. */
  private static final class Names {
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();

    int of(String name) {
      Integer known = numbers.putIfAbsent(name, names.size());
      if (known == null) {
        names.add(name);
        return names.size() - 1;
      }
      return known;
    }
  }

  /** Adds an ad that was shown. */
  void add(TrainingRow row) {
    if (size == campaign.length) {
      grow();
    }
    Happening.Bid bid = row.bid();
    campaign[size] = campaigns.of(bid.subject().campaignId());
    ad[size] = ads.of(bid.subject().creativeId());
    site[size] = sites.of(site(bid));
    atMillis[size] = row.shownEpochMillis();
    clickDelayMillis[size] = row.clickDelayMillis();
    boolean ordered = row.clicked() && row.converted();
    orderDelayMillis[size] = ordered ? row.conversionDelayMillis() : TrainingRow.NEVER;
    ordersWithoutClick += row.converted() && !row.clicked() ? 1 : 0;
    pCtr[size] = bid.pCtr();
    pCvr[size] = bid.pCvr();
    pCtcvr[size] = bid.pCtcvr();
    valueMicros[size] = bid.valueCpmMicros() / IMPRESSIONS_OF_CPM;
    explored += bid.propensity() > 0 && bid.propensity() < 1 ? 1 : 0;
    nowMillis = Math.max(nowMillis, row.knownAtEpochMillis());
    size++;
  }

  private static String site(Happening.Bid bid) {
    for (Value value : bid.values()) {
      if (value instanceof Value.OfText text
          && (value.source().equals("site.domain") || value.source().equals("app.bundle"))
          && !text.text().isEmpty()) {
        return text.text();
      }
    }
    return NO_SITE;
  }

  private void grow() {
    int rows = 2 * size;
    campaign = Arrays.copyOf(campaign, rows);
    ad = Arrays.copyOf(ad, rows);
    site = Arrays.copyOf(site, rows);
    atMillis = Arrays.copyOf(atMillis, rows);
    clickDelayMillis = Arrays.copyOf(clickDelayMillis, rows);
    orderDelayMillis = Arrays.copyOf(orderDelayMillis, rows);
    pCtr = Arrays.copyOf(pCtr, rows);
    pCvr = Arrays.copyOf(pCvr, rows);
    pCtcvr = Arrays.copyOf(pCtcvr, rows);
    valueMicros = Arrays.copyOf(valueMicros, rows);
  }

  /** Learns delays from all rows; to be called when they are all there. */
  void learnDelays() {
    for (Outcome outcome : Outcome.values()) {
      curves.put(
          outcome,
          DelayCurve.of(
              size,
              row -> delayMillis(outcome, row),
              row -> Math.max(0, nowMillis - startMillis(outcome, row))));
    }
  }

  int size() {
    return size;
  }

  /** The newest time that anything is known at, in milliseconds since 1970. */
  long nowMillis() {
    return nowMillis;
  }

  /** Rows that were chosen by chance, at a propensity below 1. */
  long explored() {
    return explored;
  }

  /** Rows with an order and no click. */
  long ordersWithoutClick() {
    return ordersWithoutClick;
  }

  long atMillis(int row) {
    return atMillis[row];
  }

  /** What the bid took an impression to be worth. */
  float valueMicros(int row) {
    return valueMicros[row];
  }

  float probability(Outcome outcome, int row) {
    return switch (outcome) {
      case CLICKS -> pCtr[row];
      case CONVERSIONS -> pCtcvr[row];
      case ORDERS_OF_CLICKS -> pCvr[row];
    };
  }

  /** Whether it can come of the row at all. */
  boolean canCome(Outcome outcome, int row) {
    return outcome != Outcome.ORDERS_OF_CLICKS || clickDelayMillis[row] >= 0;
  }

  /** When it began to be able to come: the impression, or the click. */
  long startMillis(Outcome outcome, int row) {
    return outcome == Outcome.ORDERS_OF_CLICKS && clickDelayMillis[row] >= 0
        ? atMillis[row] + clickDelayMillis[row]
        : atMillis[row];
  }

  /** From when it began to be able to come; negative if it has not. */
  long delayMillis(Outcome outcome, int row) {
    if (outcome == Outcome.CLICKS) {
      return clickDelayMillis[row];
    }
    long order = orderDelayMillis[row];
    return (order < 0 || outcome == Outcome.ORDERS_OF_CLICKS)
        ? order
        : order + clickDelayMillis[row];
  }

  /** The share of what will come that has come so long after. */
  double share(Outcome outcome, long millis) {
    DelayCurve curve = curves.get(outcome);
    if (curve == null) {
      throw new IllegalStateException("delays are not learned yet");
    }
    return curve.at(millis);
  }

  /** How much of it is expected of the row to have come by now. */
  double expected(Outcome outcome, int row) {
    long age = Math.max(0, nowMillis - startMillis(outcome, row));
    return probability(outcome, row) * share(outcome, age);
  }

  /** The number of a row's group. */
  int group(Grouping by, int row) {
    return switch (by) {
      case ALL -> 0;
      case CAMPAIGN -> campaign[row];
      case AD -> ad[row];
      case SITE -> site[row];
    };
  }

  /** Names of groups, by their numbers; empty for rows that have none. */
  List<String> groups(Grouping by) {
    return switch (by) {
      case ALL -> List.of("all");
      case CAMPAIGN -> campaigns.names;
      case AD -> ads.names;
      case SITE -> sites.names;
    };
  }
}
