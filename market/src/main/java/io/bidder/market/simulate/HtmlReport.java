package io.bidder.market.simulate;

import static java.util.Objects.requireNonNull;

import io.bidder.market.exchange.Books;
import io.bidder.market.exchange.Drift;
import io.bidder.market.exchange.Figures;
import io.bidder.market.exchange.MarketOptions;
import io.bidder.market.exchange.NoticeKind;
import io.bidder.market.exchange.Told;
import io.bidder.market.simulate.Simulation.Outcome;
import io.bidder.market.world.Campaign;
import io.bidder.market.world.MarketClock;
import io.bidder.settings.html.Html;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/** What a simulation came to, as one page that needs nothing else: no script, no request. */
final class HtmlReport {
  private static final int WIDE = 1150;
  private static final int HALF = 560;
  private static final String NONE = "-";

  private final Outcome outcome;
  private final Report report;
  private final Books books;
  private final Figures all;
  private final Told told;
  private final TimeAxis time;
  private final Html html = new Html();

  private HtmlReport(Outcome outcome) {
    this.outcome = outcome;
    report = new Report(outcome);
    books = outcome.books();
    all = books.all();
    told = outcome.told();
    time = new TimeAxis(books.hours());
  }

  /** The page. */
  static String of(Outcome outcome) {
    HtmlReport page = new HtmlReport(outcome);
    page.page();
    return page.html.toString();
  }

  private void page() {
    html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
    html.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    html.raw("style-src 'unsafe-inline'; img-src data:\"/>\n");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
    html.raw("<link rel=\"icon\" href=\"data:,\"/>\n");
    html.element("title", "What the bidder earned, seed " + outcome.setup().market().seed());
    html.raw("<style>\n").raw(style()).raw("</style>\n</head>\n<body>\n<main>\n");
    html.element("h1", "What the bidder earned");
    soft(
        String.format(
            Locale.ROOT,
            "%,d bid requests in %,d %s of market time, from an exchange with made-up competitors"
                + " and people (seed %d). Money is in USD; CPM is the price of 1,000 impressions.",
            books.requests(),
            books.hours().size(),
            books.hours().size() == 1 ? "hour" : "hours",
            outcome.setup().market().seed()));
    wrongs();
    tiles();
    charts();
    possible();
    campaigns();
    money();
    calibration();
    learning();
    ledger();
    latency();
    setup();
    html.raw("</main>\n</body>\n</html>\n");
  }

  private static String style() {
    try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
      return new String(requireNonNull(in, "report.css").readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read report.css", e);
    }
  }

  /** All that nobody should have to look for. */
  private void wrongs() {
    List<String> wrongs = new ArrayList<>();
    if (!report.ledgersAgree()) {
      wrongs.add(
          String.format(
              Locale.ROOT,
              "The exchange's ledger and the bidder's differ: %,d events lost, %,d doubled.",
              report.lostEvents(),
              report.doubledEvents()));
    }
    if (books.failedRequests() > 0) {
      wrongs.add(
          String.format(
              Locale.ROOT,
              "%,d requests got no answer; the bidder was killed and started again %d times.",
              books.failedRequests(),
              outcome.kills()));
    }
    Learning learning = outcome.learning();
    if (learning != null && !learning.failure().isEmpty()) {
      wrongs.add("The learner ended before its time: " + learning.failure());
    }
    if (books.late() > 0) {
      wrongs.add(String.format(Locale.ROOT, "%,d answers came too late to count.", books.late()));
    }
    books
        .wrong()
        .forEach((rule, count) ->
            wrongs.add(String.format(Locale.ROOT, "%,d answers: %s.", count, rule)));
    if (!wrongs.isEmpty()) {
      html.raw("<ul class=\"wrong\">\n");
      wrongs.forEach(wrong -> html.element("li", wrong));
      html.close("ul");
    }
  }

  private void tiles() {
    html.raw("<dl class=\"tiles\">\n");
    tile(
        "Profit",
        Report.usd(all.profitMicros()),
        String.format(
            Locale.ROOT,
            "%s of the oracle's at our rule, %s of the most possible",
            percent(all.profitMicros(), all.truthfulProfitMicros()),
            percent(all.profitMicros(), all.bestProfitMicros())));
    tile(
        "Return on ad spend (ROAS)",
        ratio(report.roas(), 1),
        String.format(
            Locale.ROOT,
            "target %s; %s to be expected, luck left out",
            ratio(report.targetRoas(), 1),
            ratio(report.expectedRoas(), 1)));
    tile(
        "Spend",
        Report.usd(all.spentMicros()),
        String.format(
            Locale.ROOT,
            "CPM %s, where %s would have won",
            cpm(all.spentMicros(), all.impressions()),
            cpm(all.neededMicros(), all.impressions())));
    tile(
        "Revenue of advertisers",
        Report.usd(all.revenueMicros()),
        String.format(
            Locale.ROOT, "%,d orders, %,d of them returned", all.conversions(), all.refunds()));
    tile(
        "Auctions",
        whole(all.auctions()),
        String.format(
            Locale.ROOT,
            "bid in %s of them: %,d bids",
            percent(all.bids(), all.auctions()),
            all.bids()));
    tile(
        "Auctions won",
        whole(all.wins()),
        String.format(
            Locale.ROOT,
            "win rate %s of bids; %,d ads shown",
            percent(all.wins(), all.bids()),
            all.impressions()));
    tile(
        "Clicks",
        whole(all.clicks()),
        String.format(Locale.ROOT, "%s of ads shown", percent(all.clicks(), all.impressions())));
    tile(
        "Ledgers",
        report.ledgersAgree() ? "agree" : "differ",
        String.format(
            Locale.ROOT,
            "%,d events lost, %,d doubled",
            report.lostEvents(),
            report.doubledEvents()));
    html.close("dl");
  }

  private void tile(String name, String value, String note) {
    html.raw("<div class=\"tile\">").element("dt", name).element("dd", value, "class", "value");
    html.element("dd", note).close("div");
  }

  private void charts() {
    if (time.parts() == 0) {
      return;
    }
    html.element("h2", "Over time").raw("<div class=\"charts\">\n");
    html.raw("<div class=\"wide\">");
    TimeChart.lines(
        html,
        time,
        WIDE,
        new TimeChart.Words(
            "profit",
            "Profit so far",
            "What the impressions were worth to advertisers, as only the market knows it, less what"
                + " was paid.",
            "USD"),
        List.of(
            new TimeChart.Line("ours", cumulated(Figures::profitMicros)),
            new TimeChart.Line(
                "oracle at our rule: true probabilities, bid at their value",
                cumulated(Figures::truthfulProfitMicros)),
            new TimeChart.Line(
                "most possible: true probabilities and competitors' prices",
                cumulated(Figures::bestProfitMicros))));
    html.close("div");
    TimeChart.lines(
        html,
        time,
        HALF,
        words("win-rate", "Win rate", "Auctions won, of those that were bid in.", "%"),
        List.of(new TimeChart.Line("win rate", ratios(Figures::wins, Figures::bids, 100))));
    TimeChart.lines(
        html,
        time,
        HALF,
        words(
            "cpm",
            "Price of 1,000 impressions",
            "Paid, and what would have been enough to win the same ones.",
            "USD CPM"),
        List.of(
            new TimeChart.Line("paid", ratios(Figures::spentMicros, Figures::impressions, 1e-3)),
            new TimeChart.Line(
                "needed", ratios(Figures::neededMicros, Figures::impressions, 1e-3))));
    TimeChart.bars(
        html,
        time,
        HALF,
        words("spend", "Spend", "What was paid in every " + time.unit() + ".", "USD"),
        new TimeChart.Line("spend", scaled(Figures::spentMicros, 1e-6)));
    TimeChart.bars(
        html,
        time,
        HALF,
        words("clicks", "Clicks", "On ads that were shown in every " + time.unit() + ".", "clicks"),
        new TimeChart.Line("clicks", scaled(Figures::clicks, 1)));
    html.close("div");
    parts();
  }

  private static TimeChart.Words words(String id, String title, String about, String unit) {
    return new TimeChart.Words(id, title, about, unit);
  }

  /** USD up to where each part of the time begins, and at its end. */
  private List<Double> cumulated(ToLongFunction<Figures> micros) {
    long[] sums = time.sums(micros);
    List<Double> cumulated = new ArrayList<>(List.of(0.0));
    for (long sum : sums) {
      cumulated.add(cumulated.getLast() + sum / 1e6);
    }
    return cumulated;
  }

  private List<Double> ratios(
      ToLongFunction<Figures> part, ToLongFunction<Figures> of, double times) {
    long[] parts = time.sums(part);
    long[] ofs = time.sums(of);
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      ratios.add(ofs[i] == 0 ? Double.NaN : times * parts[i] / ofs[i]);
    }
    return ratios;
  }

  private List<Double> scaled(ToLongFunction<Figures> figure, double scale) {
    return Arrays.stream(time.sums(figure)).mapToObj(sum -> scale * sum).toList();
  }

  /** The figures of the charts. */
  private void parts() {
    long[] bids = time.sums(Figures::bids);
    long[] wins = time.sums(Figures::wins);
    long[] impressions = time.sums(Figures::impressions);
    long[] spent = time.sums(Figures::spentMicros);
    long[] needed = time.sums(Figures::neededMicros);
    long[] clicks = time.sums(Figures::clicks);
    long[] orders = time.sums(Figures::conversions);
    long[] revenue = time.sums(Figures::revenueMicros);
    long[] profit = time.sums(Figures::profitMicros);
    long[] truthful = time.sums(Figures::truthfulProfitMicros);
    long[] best = time.sums(Figures::bestProfitMicros);
    String caption = "By " + time.unit() + " of market time (UTC)";
    html.raw("<details class=\"card\">").element("summary", caption + ": all figures");
    html.table(
        caption,
        time.unit(),
        "bids",
        "won",
        "win rate",
        "ads shown",
        "spend, USD",
        "CPM paid",
        "CPM needed",
        "clicks",
        "orders",
        "revenue, USD",
        "profit, USD",
        "oracle's",
        "most possible");
    for (int i = 0; i < bids.length; i++) {
      html.row(
          time.name(i),
          whole(bids[i]),
          whole(wins[i]),
          percent(wins[i], bids[i]),
          whole(impressions[i]),
          usd(spent[i]),
          cpm(spent[i], impressions[i]),
          cpm(needed[i], impressions[i]),
          whole(clicks[i]),
          whole(orders[i]),
          usd(revenue[i]),
          usd(profit[i]),
          usd(truthful[i]),
          usd(best[i]));
    }
    html.endTable().close("details");
  }

  private void possible() {
    html.element("h2", "What was possible");
    soft(
        "The oracle knows the true probabilities and bids what an impression is worth, which earns"
            + " nothing where the winner pays its bid. The most possible is what it earns when it"
            + " also knows how competitors' prices are distributed, and bids less where that"
            + " pays.");
    html.raw("<div class=\"card\">");
    html.table(
        "By what the winner pays",
        "winner pays",
        "auctions",
        "win rate",
        "CPM paid",
        "CPM needed",
        "profit, USD",
        "oracle's at our rule",
        "most possible",
        "of the most possible");
    possible("its bid (first price)", books.firstPrice());
    possible("what was needed (second price)", books.secondPrice());
    html.raw("</tbody>\n<tbody class=\"total\">");
    possible("all", all);
    html.endTable().close("div");
  }

  private void possible(String name, Figures figures) {
    html.row(
        name,
        whole(figures.auctions()),
        percent(figures.wins(), figures.bids()),
        cpm(figures.spentMicros(), figures.impressions()),
        cpm(figures.neededMicros(), figures.impressions()),
        usd(figures.profitMicros()),
        usd(figures.truthfulProfitMicros()),
        usd(figures.bestProfitMicros()),
        percent(figures.profitMicros(), figures.bestProfitMicros()));
  }

  private void campaigns() {
    html.element("h2", "Campaigns");
    soft(
        "ROAS is the revenue for each USD spent, and its target the least that the advertiser"
            + " wants. Orders are few: what was to be expected tells more of the bidder, what came"
            + " of luck.");
    html.raw("<div class=\"card\">");
    html.table(
        "By spend",
        "campaign",
        "bids",
        "won",
        "win rate",
        "spend, USD",
        "CPM paid",
        "clicks",
        "click rate",
        "orders",
        "revenue, USD",
        "ROAS",
        "expected",
        "target",
        "profit, USD");
    List<Campaign> campaigns =
        outcome.world().campaigns().stream()
            .filter(campaign -> books.campaigns().containsKey(campaign.id()))
            .sorted(Comparator.comparingLong(campaign -> -figures(campaign).spentMicros()))
            .toList();
    for (Campaign campaign : campaigns) {
      Figures figures = figures(campaign);
      double target = 1 / campaign.roasCoefficient();
      campaign(
          campaign.id() + " " + campaign.categoryName(),
          figures,
          target * figures.valueMicros() / figures.spentMicros(),
          target);
    }
    html.raw("</tbody>\n<tbody class=\"total\">");
    campaign("all", all, report.expectedRoas(), report.targetRoas());
    html.endTable().close("div");
  }

  private Figures figures(Campaign campaign) {
    return requireNonNull(books.campaigns().get(campaign.id()), campaign::id);
  }

  private void campaign(String name, Figures figures, double expectedRoas, double targetRoas) {
    html.row(
        name,
        whole(figures.bids()),
        whole(figures.wins()),
        percent(figures.wins(), figures.bids()),
        usd(figures.spentMicros()),
        cpm(figures.spentMicros(), figures.impressions()),
        whole(figures.clicks()),
        percent(figures.clicks(), figures.impressions()),
        whole(figures.conversions()),
        usd(figures.revenueMicros()),
        ratio((double) figures.revenueMicros() / figures.spentMicros(), 1),
        ratio(expectedRoas, 1),
        ratio(targetRoas, 1),
        usd(figures.profitMicros()));
  }

  private void money() {
    MoneyReport money = MoneyReport.of(outcome);
    if (money != null) {
      money.page(html, time, HALF);
    }
  }

  private void calibration() {
    html.element("h2", "Predictions against the truth");
    soft(
        "Predicted over true: 1 is right, less is too low, and bids with it. Where it is higher for"
            + " what was won than for all bids, the bidder wins what it overrates: the winner's"
            + " curse. Normalised entropy is the error over that of a constant; less is better, and"
            + " less than the truth's nobody has.");
    html.raw("<div class=\"card\">");
    html.table(
        "All bids on record, beside the true probabilities of each",
        "prediction",
        "predicted / true, all bids",
        "of those that won and were shown",
        "winner's curse",
        "normalised entropy",
        "of the truth");
    Ledger ledger = outcome.ledger();
    calibration("click on an ad shown", ledger.clicks(), ledger.wonClicks());
    calibration("order after an ad shown", ledger.conversions(), ledger.wonConversions());
    html.endTable().close("div");
  }

  private void calibration(String name, Predictions all, Predictions won) {
    double curse = 100 * (won.predictedOverTrue() / all.predictedOverTrue() - 1);
    html.row(
        name,
        ratio(all.predictedOverTrue(), 3),
        ratio(won.predictedOverTrue(), 3),
        Double.isFinite(curse) ? String.format(Locale.ROOT, "%+.1f %%", curse) : NONE,
        ratio(all.normalizedEntropy(), 4),
        ratio(all.leastNormalizedEntropy(), 4));
  }

  private void learning() {
    Learning learning = outcome.learning();
    if (learning == null) {
      return;
    }
    html.element("h2", "Learning");
    soft(
        "From when a click or an order was taken into the log to the first bid that was priced by a"
            + " version that had learned it, in market time.");
    html.raw("<div class=\"card\"><dl class=\"facts\">\n");
    fact("versions that bid", whole(outcome.ledger().firstBids().size()));
    fact(
        "time to learning",
        String.format(
            Locale.ROOT,
            "half within %s s, 95 %% within %s s",
            ratio(learning.seconds(0.5), 1),
            ratio(learning.seconds(0.95), 1)));
    fact(
        "outcomes learned",
        String.format(Locale.ROOT, "%,d of %,d", learning.learned(), learning.outcomes()));
    fact("versions refused", whole(learning.refused().size()));
    html.close("dl");
    if (!learning.refused().isEmpty()) {
      html.table("Refused", "version", "why");
      learning.refused().forEach(each -> html.row(each.version(), each.reason()));
      html.endTable();
    }
    html.close("div");
  }

  private void ledger() {
    html.element("h2", "Ledgers");
    soft(
        "What the exchange told the bidder and the bidder acknowledged, and what is in the bidder's"
            + " event log after the end.");
    html.raw("<div class=\"card\">");
    html.table("Events", "kind", "acknowledged", "on record", "lost", "doubled");
    for (NoticeKind kind : NoticeKind.values()) {
      long acknowledged = told.of(kind).count();
      long recorded = outcome.ledger().events(kind);
      html.row(
          kind.eventName(),
          whole(acknowledged),
          whole(recorded),
          whole(Math.max(0, acknowledged - recorded)),
          whole(Math.max(0, recorded - acknowledged)));
    }
    html.endTable().raw("<dl class=\"facts\">\n");
    fact(
        "bids",
        String.format(
            Locale.ROOT, "%,d answered, %,d on record", all.bids(), outcome.ledger().bids()));
    fact(
        "spend",
        String.format(
            Locale.ROOT,
            "%s by the exchange, %s on record",
            Report.usd(all.spentMicros()),
            Report.usd(outcome.ledger().spentMicros())));
    fact(
        "notices",
        String.format(
            Locale.ROOT,
            "%,d sent, %,d of them again for want of an answer",
            told.sent() + told.resent(),
            told.resent()));
    fact("refused", counts(told.refusals()));
    fact("made late, lost or doubled on their way", counts(books.faults()));
    fact(
        "bidder killed and started again",
        String.format(Locale.ROOT, "%,d times", outcome.kills()));
    fact("requests without an answer", String.format(Locale.ROOT, "%,d", books.failedRequests()));
    fact("answers too late", String.format(Locale.ROOT, "%,d", books.late()));
    fact("answers that broke a rule", counts(books.wrong()));
    html.close("dl").close("div");
  }

  private static String counts(Map<String, Long> counts) {
    List<String> texts = new ArrayList<>();
    counts.forEach((what, count) -> texts.add(String.format(Locale.ROOT, "%s %,d", what, count)));
    return texts.isEmpty() ? "none" : String.join(", ", texts);
  }

  private void latency() {
    html.element("h2", "How fast the bidder answered");
    soft(
        String.format(
            Locale.ROOT,
            "From sending a request to having its answer, as the exchange sees it: it shares the"
                + " machine and always has many requests on their way, so that this is a full load,"
                + " not an ordinary one. %,.0f requests a second.",
            books.requests() / outcome.seconds()));
    Histogram latency = books.latencyMicros();
    html.raw("<div class=\"card\">");
    html.table("Milliseconds", "answers", "half within", "99 % within", "99.9 % within", "slowest");
    html.row(
        whole(latency.getTotalCount()),
        millis(latency.getValueAtPercentile(50)),
        millis(latency.getValueAtPercentile(99)),
        millis(latency.getValueAtPercentile(99.9)),
        millis(latency.getMaxValue()));
    html.endTable().close("div");
  }

  private void setup() {
    MarketOptions market = outcome.setup().market();
    html.element("h2", "What was simulated");
    html.raw("<div class=\"card\"><dl class=\"facts\">\n");
    fact("requests a day of market time", whole(market.auctionsPerDay()));
    fact("seed", String.format(Locale.ROOT, "%d", market.seed()));
    fact(
        "sites where the winner pays its bid",
        String.format(Locale.ROOT, "%.0f %%", 100 * market.firstPriceShare()));
    fact("requests under GDPR", String.format(Locale.ROOT, "%.0f %%", 100 * market.gdprShare()));
    fact(
        "click to order, median",
        String.format(Locale.ROOT, "%.1f hours", market.orderMedianSeconds() / 3600));
    fact("what changes", drift(market.drift()));
    fact("bidders", String.format(Locale.ROOT, "%d", outcome.setup().bidders()));
    fact("models", String.join(", ", outcome.ledger().firstBids().keySet()));
    if (!outcome.setup().settings().isEmpty()) {
      fact("settings", String.join(", ", outcome.setup().settings()));
    }
    html.close("dl").close("div");
  }

  private static String drift(Drift drift) {
    List<String> changes = new ArrayList<>();
    change(changes, "people like other things", drift.tastesMoveAtMillis());
    change(changes, "competitors pay more", drift.pricesRiseAtMillis());
    change(changes, "the clicks of the largest site lead nowhere", drift.siteGoesBadAtMillis());
    if (drift.adsWearOut()) {
      changes.add("ads wear out");
    }
    return changes.isEmpty() ? "nothing" : String.join("; ", changes);
  }

  private static void change(List<String> changes, String what, long atMillis) {
    if (atMillis != Drift.NEVER) {
      double hour = (atMillis - MarketClock.START_MILLIS) / (double) MarketClock.HOUR_MILLIS;
      changes.add(String.format(Locale.ROOT, "%s from hour %.1f", what, hour));
    }
  }

  private void fact(String name, String text) {
    html.element("dt", name).element("dd", text);
  }

  private void soft(String text) {
    html.element("p", text, "class", "soft");
  }

  private static String whole(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static String usd(long micros) {
    return String.format(Locale.ROOT, "%,.2f", micros / 1e6);
  }

  private static String cpm(long micros, long impressions) {
    return impressions == 0
        ? NONE
        : String.format(Locale.ROOT, "%,.2f", Report.cpm(micros, impressions));
  }

  private static String percent(long part, long of) {
    return of == 0 ? NONE : String.format(Locale.ROOT, "%.1f %%", Report.percent(part, of));
  }

  private static String ratio(double value, int decimals) {
    return Double.isFinite(value)
        ? String.format(Locale.ROOT, "%,." + decimals + "f", value)
        : NONE;
  }

  private static String millis(long micros) {
    return String.format(Locale.ROOT, "%,.1f", micros / 1e3);
  }
}
