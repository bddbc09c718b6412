package io.bidder.market.simulate;

import io.bidder.market.exchange.Books;
import io.bidder.market.exchange.Figures;
import io.bidder.market.exchange.NoticeKind;
import io.bidder.market.exchange.Told;
import io.bidder.market.simulate.Simulation.Outcome;
import io.bidder.market.world.Campaign;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What a simulation came to, as JSON and as text. */
final class Report {
  private static final int SHOWN_REFUSALS = 5;

  private final Outcome outcome;
  private final Books books;
  private final Figures all;
  private final Ledger ledger;
  private final Told told;
  private final @Nullable MoneyReport money;

  Report(Outcome outcome) {
    this.outcome = outcome;
    books = outcome.books();
    all = books.all();
    ledger = outcome.ledger();
    told = outcome.told();
    money = MoneyReport.of(outcome);
  }

  /** Facts of a kind that a bidder took in. */
  long taken(NoticeKind kind) {
    return told.of(kind).count();
  }

  /** Events that a bidder took in and has not on record. */
  long lostEvents() {
    long lost = 0;
    for (NoticeKind kind : NoticeKind.values()) {
      lost += Math.max(0, told.of(kind).count() - ledger.events(kind));
    }
    return lost;
  }

  /** Events that a bidder has on record more often than they happened. */
  long doubledEvents() {
    long doubled = 0;
    for (NoticeKind kind : NoticeKind.values()) {
      doubled += Math.max(0, ledger.events(kind) - told.of(kind).count());
    }
    return doubled;
  }

  /** Returns whether both have the same events of the same bids. */
  boolean ledgersAgree() {
    for (NoticeKind kind : NoticeKind.values()) {
      if (told.of(kind).count() != ledger.events(kind)
          || told.of(kind).idSum() != ledger.sum(kind)) {
        return false;
      }
    }
    return true;
  }

  /** The revenue for each unit of money spent; NaN if nothing was. */
  double roas() {
    return (double) all.revenueMicros() / all.spentMicros();
  }

  /** The least that the advertisers want of it, by what was spent for each. */
  double targetRoas() {
    return overCampaigns(Figures::spentMicros) / all.spentMicros();
  }

  /** What was to be expected of the impressions, had luck no part in it. */
  double expectedRoas() {
    return overCampaigns(Figures::valueMicros) / all.spentMicros();
  }

  /** A sum of micros in revenue of which advertisers would pay so much. */
  private double overCampaigns(ToLongFunction<Figures> micros) {
    double sum = 0;
    for (Campaign campaign : outcome.world().campaigns()) {
      Figures figures = books.campaigns().get(campaign.id());
      sum += figures == null ? 0 : micros.applyAsLong(figures) / campaign.roasCoefficient();
    }
    return sum;
  }

  /** The figures, as docs/reference/market.md names them. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("auctions", all.auctions());
    json.put("requests", books.requests());
    json.putAll(figures(all));
    json.put("roas", finite(roas()));
    json.put("targetRoas", finite(targetRoas()));
    json.put("expectedRoas", finite(expectedRoas()));
    json.put("oracleProfitMicros", all.truthfulProfitMicros());
    json.put("bestProfitMicros", all.bestProfitMicros());
    json.put("normalizedEntropy", finite(ledger.conversions().normalizedEntropy()));
    json.put("oracleNormalizedEntropy", finite(ledger.conversions().leastNormalizedEntropy()));
    json.put("predictedOverTrue", finite(ledger.conversions().predictedOverTrue()));
    json.put("heads", heads());
    json.put("headsOverTime", headsOverTime());
    json.put("overspendMicros", money == null ? 0 : money.overspendMicros());
    json.put("strandedMicros", money == null ? 0 : money.strandedMicros());
    json.put("ledgersAgree", ledgersAgree());
    json.put("lostEvents", lostEvents());
    json.put("doubledEvents", doubledEvents());
    json.put("duplicatedNotices", books.faults().getOrDefault("doubled", 0L));
    json.put("refusedNotices", told.refusals().values().stream().mapToLong(each -> each).sum());
    json.put("refusals", told.refusals());
    json.put("noticeFaults", books.faults());
    json.put("notices", told.sent());
    json.put("resentNotices", told.resent());
    json.put("events", events());
    json.put("bidsOnRecord", ledger.bids());
    json.put("spendOnRecordMicros", ledger.spentMicros());
    json.put("kills", outcome.kills());
    json.put("failedRequests", books.failedRequests());
    json.put("lateAnswers", books.late());
    json.put("wrongAnswers", books.wrong());
    json.put("modelVersions", ledger.firstBids().size());
    json.put("timeToLearningSeconds", timeToLearning());
    json.put("learning", learning());
    json.put("firstPrice", withOracles(books.firstPrice()));
    json.put("secondPrice", withOracles(books.secondPrice()));
    json.put("campaigns", campaigns());
    json.put("money", money == null ? null : money.json());
    json.put("hours", books.hours().stream().map(Report::withOracles).toList());
    json.put("time", time());
    return json;
  }

  private static Map<String, Object> figures(Figures figures) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("bids", figures.bids());
    json.put("wins", figures.wins());
    json.put("impressions", figures.impressions());
    json.put("viewable", figures.viewable());
    json.put("clicks", figures.clicks());
    json.put("conversions", figures.conversions());
    json.put("refunds", figures.refunds());
    json.put("revenueMicros", figures.revenueMicros());
    json.put("spendMicros", figures.spentMicros());
    json.put("neededMicros", figures.neededMicros());
    json.put("valueMicros", figures.valueMicros());
    json.put("profitMicros", figures.profitMicros());
    return json;
  }

  private static Map<String, Object> withOracles(Figures figures) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("auctions", figures.auctions());
    json.putAll(figures(figures));
    json.put("oracleWins", figures.truthfulWins());
    json.put("oracleProfitMicros", figures.truthfulProfitMicros());
    json.put("bestWins", figures.bestWins());
    json.put("bestProfitMicros", figures.bestProfitMicros());
    return json;
  }

  private Map<String, Object> heads() {
    Map<String, Object> heads = new LinkedHashMap<>();
    heads.put("ctr", head(ledger.clicks(), ledger.wonClicks()));
    heads.put("ctcvr", head(ledger.conversions(), ledger.wonConversions()));
    return heads;
  }

  private static Map<String, Object> head(Predictions bid, Predictions won) {
    Map<String, Object> head = head(bid);
    head.put("predictedOverTrueWon", finite(won.predictedOverTrue()));
    return head;
  }

  private static Map<String, Object> head(Predictions bid) {
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("normalizedEntropy", finite(bid.normalizedEntropy()));
    head.put("oracleNormalizedEntropy", finite(bid.leastNormalizedEntropy()));
    head.put("predictedOverTrue", finite(bid.predictedOverTrue()));
    head.put("auc", finite(bid.auc()));
    head.put("oracleAuc", finite(bid.mostAuc()));
    return head;
  }

  private List<Map<String, Object>> headsOverTime() {
    List<Map<String, Object>> slices = new ArrayList<>();
    ledger
        .slices()
        .forEach((millis, slice) -> {
          Map<String, Object> json = new LinkedHashMap<>();
          json.put("from", Instant.ofEpochMilli(millis).toString());
          json.put("bids", slice.clicks().count());
          json.put("ctr", head(slice.clicks()));
          json.put("ctcvr", head(slice.conversions()));
          slices.add(json);
        });
    return slices;
  }

  private Map<String, Object> events() {
    Map<String, Object> events = new LinkedHashMap<>();
    for (NoticeKind kind : NoticeKind.values()) {
      Map<String, Object> both = new LinkedHashMap<>();
      both.put("acknowledged", told.of(kind).count());
      both.put("onRecord", ledger.events(kind));
      events.put(kind.eventName(), both);
    }
    return events;
  }

  private @Nullable Map<String, Object> timeToLearning() {
    Learning learning = outcome.learning();
    if (learning == null || learning.learned() == 0) {
      return null;
    }
    Map<String, Object> seconds = new LinkedHashMap<>();
    seconds.put("p50", learning.seconds(0.5));
    seconds.put("p95", learning.seconds(0.95));
    return seconds;
  }

  private @Nullable Map<String, Object> learning() {
    Learning learning = outcome.learning();
    if (learning == null) {
      return null;
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("outcomes", learning.outcomes());
    json.put("learned", learning.learned());
    json.put("refused", learning.refused());
    json.put("failure", learning.failure().isEmpty() ? null : learning.failure());
    return json;
  }

  private List<Map<String, Object>> campaigns() {
    List<Map<String, Object>> campaigns = new ArrayList<>();
    books
        .campaigns()
        .forEach((id, figures) -> {
          Map<String, Object> json = new LinkedHashMap<>();
          json.put("id", id);
          json.put("budgetMicros", money == null ? null : money.budgetMicros(id));
          json.putAll(figures(figures));
          json.put("pacingError", money == null ? null : money.pacingError(id));
          campaigns.add(json);
        });
    return campaigns;
  }

  /** All that differs from run to run. */
  private Map<String, Object> time() {
    Map<String, Object> time = new LinkedHashMap<>();
    time.put("seconds", outcome.seconds());
    time.put("auctionsPerSecond", Math.round(all.auctions() / outcome.seconds()));
    Histogram latency = books.latencyMicros();
    Map<String, Object> latencies = new LinkedHashMap<>();
    latencies.put("p50", latency.getValueAtPercentile(50));
    latencies.put("p99", latency.getValueAtPercentile(99));
    latencies.put("p999", latency.getValueAtPercentile(99.9));
    latencies.put("max", latency.getMaxValue());
    time.put("latencyMicros", latencies);
    return time;
  }

  private static Object finite(double value) {
    return Double.isFinite(value) ? (Object) (StrictMath.round(value * 1e9) / 1e9) : "none";
  }

  /** The figures in a page of text. */
  String text() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d auctions in %.0f s (%,.0f a second), %,d bids, %,d won (%.1f %%), %,d shown",
            all.auctions(),
            outcome.seconds(),
            all.auctions() / outcome.seconds(),
            all.bids(),
            all.wins(),
            percent(all.wins(), all.bids()),
            all.impressions()));
    if (all.impressions() == 0) {
      // There is no ratio of nothing.
      return lines.getFirst();
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "spent %s at %.2f CPM where %.2f was needed; %,d clicks, %,d orders, %,d returned,"
                + " revenue %s, %.1f times the spend; advertisers want %.1f",
            usd(all.spentMicros()),
            cpm(all.spentMicros(), all.impressions()),
            cpm(all.neededMicros(), all.impressions()),
            all.clicks(),
            all.conversions(),
            all.refunds(),
            usd(all.revenueMicros()),
            roas(),
            targetRoas()));
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "%-14s %12s %12s %12s %12s %9s",
            "profit, USD",
            "ours",
            "true rule",
            "most",
            "ours/rule",
            "win rate"));
    profit(lines, "first price", books.firstPrice());
    profit(lines, "second price", books.secondPrice());
    profit(lines, "all", all);
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "clicks: NE %.4f (truth %.4f), predicted/true %.3f, of what was won %.3f",
            ledger.clicks().normalizedEntropy(),
            ledger.clicks().leastNormalizedEntropy(),
            ledger.clicks().predictedOverTrue(),
            ledger.wonClicks().predictedOverTrue()));
    lines.add(
        String.format(
            Locale.ROOT,
            "orders: NE %.4f (truth %.4f), predicted/true %.3f, of what was won %.3f",
            ledger.conversions().normalizedEntropy(),
            ledger.conversions().leastNormalizedEntropy(),
            ledger.conversions().predictedOverTrue(),
            ledger.wonConversions().predictedOverTrue()));
    if (money != null) {
      money.text(lines);
    }
    if (outcome.learning() != null) {
      learning(lines, outcome.learning());
    }
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: %,d events lost, %,d doubled; of %,d notices %,d sent again, %,d refused %s",
            ledgersAgree() ? "both ledgers agree" : "THE LEDGERS DIFFER",
            lostEvents(),
            doubledEvents(),
            told.sent(),
            told.resent(),
            told.refusals().values().stream().mapToLong(each -> each).sum(),
            told.refusals().isEmpty() ? "" : told.refusals()));
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d requests failed, %,d answers late, wrong answers %s; p50 %.1f ms, p99 %.1f ms",
            books.failedRequests(),
            books.late(),
            books.wrong().isEmpty() ? "none" : books.wrong(),
            books.latencyMicros().getValueAtPercentile(50) / 1e3,
            books.latencyMicros().getValueAtPercentile(99) / 1e3));
    return String.join("\n", lines);
  }

  private void learning(List<String> lines, Learning learning) {
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "learning: %,d versions bid, %,d were refused; %,d of %,d clicks and orders were"
                + " learned, half within %.1f s, 95 %% within %.1f s of market time",
            ledger.firstBids().size(),
            learning.refused().size(),
            learning.learned(),
            learning.outcomes(),
            learning.seconds(0.5),
            learning.seconds(0.95)));
    for (Learning.Refused refused :
        learning.refused().subList(0, Math.min(SHOWN_REFUSALS, learning.refused().size()))) {
      lines.add("  refused " + refused.version() + ": " + refused.reason());
    }
    if (!learning.failure().isEmpty()) {
      lines.add("THE LEARNER ENDED BEFORE ITS TIME: " + learning.failure());
    }
  }

  private static void profit(List<String> lines, String name, Figures figures) {
    lines.add(
        String.format(
            Locale.ROOT,
            "%-14s %12.2f %12.2f %12.2f %11.1f%% %8.1f%%",
            name,
            figures.profitMicros() / 1e6,
            figures.truthfulProfitMicros() / 1e6,
            figures.bestProfitMicros() / 1e6,
            percent(figures.profitMicros(), figures.truthfulProfitMicros()),
            percent(figures.wins(), figures.bids())));
  }

  static double percent(long part, long of) {
    return of == 0 ? 0 : 100.0 * part / of;
  }

  static double cpm(long micros, long impressions) {
    return impressions == 0 ? 0 : micros / 1e3 / impressions;
  }

  static String usd(long micros) {
    return String.format(Locale.ROOT, "%,.2f USD", micros / 1e6);
  }
}
