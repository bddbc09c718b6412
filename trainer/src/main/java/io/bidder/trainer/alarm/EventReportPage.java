package io.bidder.trainer.alarm;

import static java.util.Objects.requireNonNull;

import io.bidder.settings.html.Html;
import io.bidder.trainer.report.ReportWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The report as one page that needs nothing else: no script, no request. */
final class EventReportPage {
  /** Tables of words begin at the left and the top, and names stay whole. */
  private static final String WORDS =
      """
      .words th, .words td { text-align: left; vertical-align: top; }
      .words td.text { min-width: 18em; }
      tbody th, tbody td:first-child { white-space: nowrap; }
      """;

  private final EventReport report;
  private final Html html = new Html();

  private EventReportPage(EventReport report) {
    this.report = report;
  }

  static String of(EventReport report) {
    EventReportPage page = new EventReportPage(report);
    page.page();
    return page.html.toString();
  }

  private void page() {
    html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    html.raw("style-src 'unsafe-inline'; img-src data:\">\n");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.raw("<link rel=\"icon\" href=\"data:,\">\n").element("title", "What the log tells");
    html.raw("<style>\n").raw(style()).raw(WORDS).raw("</style>\n</head>\n<body>\n<main>\n");
    html.raw("<header>\n").element("h1", "What the log tells");
    alarms();
    html.element(
        "p",
        String.format(
            Locale.ROOT,
            "%,d ads shown from %s to %s, served by version %s",
            report.rows(),
            EventReport.time(report.fromMillis()),
            EventReport.time(report.toMillis()),
            report.version()),
        "class",
        "soft");
    html.raw("</header>\n");
    questions();
    lines();
    groups();
    drift();
    trajectories();
    tests();
    html.raw("</main>\n</body>\n</html>\n");
  }

  private static String style() {
    try (InputStream in = ReportWriter.class.getResourceAsStream("report.css")) {
      return new String(requireNonNull(in, "report.css").readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read report.css", e);
    }
  }

  private void alarms() {
    boolean none = report.alarms().isEmpty();
    html.open(
        "section",
        "class",
        none ? "verdict serve" : "verdict do-not-serve",
        "aria-labelledby",
        "alarms");
    int count = report.alarms().size();
    html.element(
        "h2", none ? "No alarm" : count + (count == 1 ? " alarm" : " alarms"), "id", "alarms");
    html.raw("<ul>\n");
    for (Alarm alarm : report.alarms()) {
      html.raw("<li>");
      html.element("strong", EventReport.what(alarm));
      html.raw("<br>").text(alarm.text());
      if (alarm.knownMillis() >= 0) {
        html.text("; " + EventReport.when(alarm));
      }
      html.close("li");
    }
    html.element("li", EventReport.PROMISE);
    html.raw("</ul>\n").close("section");
  }

  private void questions() {
    html.raw("<section>\n").element("h2", "Before scaling");
    html.open("div", "class", "card words").table("Seven questions", "question", "answer", "why");
    for (Question question : report.questions()) {
      html.raw("<tr>").element("th", question.name(), "scope", "row");
      html.element("td", question.answer().id, "class", "model");
      html.element("td", question.why(), "class", "text").close("tr");
    }
    html.endTable().close("div").close("section");
  }

  private void lines() {
    html.raw("<section>\n").element("h2", "Predicted over actual");
    html.element(
        "p",
        String.format(
            Locale.ROOT,
            "Of the newest %,d ads that were shown, with intervals that hold the true ratio 95"
                + " times in 100. What has not come yet, by the delays seen, is not expected.",
            report.newest()),
        "class",
        "soft");
    html.open("div", "class", "card");
    html.table(
        "By campaign, and by the sites with the most",
        "of",
        "shown",
        "clicks / expected",
        "predicted / actual",
        "conversions / expected",
        "predicted / actual",
        "orders of clicks / expected",
        "predicted / actual");
    for (EventReport.Line line : report.lines()) {
      html.row(
          line.by() == Grouping.ALL ? line.name() : line.by().id + " " + line.name(),
          String.format(Locale.ROOT, "%,d", line.clicks().rows()),
          EventReport.counts(line.clicks()),
          EventReport.ratio(line.clicks()),
          EventReport.counts(line.conversions()),
          EventReport.ratio(line.conversions()),
          EventReport.counts(line.ordersOfClicks()),
          EventReport.ratio(line.ordersOfClicks()));
    }
    html.endTable().close("div").close("section");
  }

  private void groups() {
    if (report.groups().isEmpty()) {
      return;
    }
    html.raw("<section>\n").element("h2", "Groups");
    html.element(
        "p",
        "Bids with the same value of a feature: how often they won, and predicted over actual of"
            + " what was shown, with intervals of 95 %.",
        "class",
        "soft");
    html.open("div", "class", "card");
    html.table(
        "By group, the largest first",
        "of",
        "bids",
        "win rate",
        "clicks / expected",
        "predicted / actual",
        "conversions / expected",
        "predicted / actual");
    for (Groups.Group group : report.groups()) {
      html.row(
          group.source() + " " + group.name(),
          String.format(Locale.ROOT, "%,d", group.bids()),
          EventReport.winRate(group),
          EventReport.counts(group.clicks()),
          EventReport.ratio(group.clicks()),
          EventReport.counts(group.conversions()),
          EventReport.ratio(group.conversions()));
    }
    html.endTable().close("div").close("section");
  }

  private void drift() {
    html.raw("<section>\n").element("h2", "Drift");
    html.element(
        "p",
        String.format(
            Locale.ROOT,
            "Population stability index (PSI) of the same ads against what the version was made on;"
                + " above %.2f is named.",
            Drift.NAMED),
        "class",
        "soft");
    html.open("div", "class", "card words").table("Features and scores", "of", "PSI", "");
    for (Drift.Shift shift : report.shifts()) {
      html.row(
          (shift.score() ? "score " : "") + shift.name(),
          EventReport.psi(shift),
          shift.isNamed() ? "drifted" : shift.why());
    }
    html.endTable().close("div").close("section");
  }

  private void trajectories() {
    if (report.trajectories().isEmpty()) {
      return;
    }
    html.raw("<section>\n").element("h2", "Second weeks");
    html.element(
        "p",
        "Days 7 to 14 of ads that are in their first week, if nothing else changes, with intervals"
            + " that hold what comes 80 times in 100. Cost per order is in the currency of the"
            + " bids.",
        "class",
        "soft");
    html.open("div", "class", "card");
    html.table("By ad", "ad", "days", "impressions", "clicks", "orders", "cost per order");
    for (Trajectory each : report.trajectories()) {
      html.row(
          each.ad(),
          Integer.toString(each.days()),
          EventReport.count(each.impressions()),
          EventReport.count(each.clicks()),
          EventReport.count(each.orders()),
          EventReport.money(each.costPerOrderMicros()));
    }
    html.endTable().close("div").close("section");
  }

  private void tests() {
    if (report.tests().isEmpty()) {
      return;
    }
    html.raw("<section>\n").element("h2", "Next best tests");
    html.element(
        "p",
        "What would teach most for the money: the expected value of what is learned, in the"
            + " currency of the bids, to who then leaves the money where it is or gives it to the"
            + " others, less what the test itself loses.",
        "class",
        "soft");
    html.open("div", "class", "card words");
    html.table("By ad and campaign", "of", "impressions", "for", "earns", "known", "why");
    for (NextTest test : report.tests()) {
      html.raw("<tr>").element("th", test.by().id + " " + test.name(), "scope", "row");
      html.element("td", String.format(Locale.ROOT, "%,d", test.impressions()));
      html.element("td", EventReport.money(test.spendMicros()));
      html.element("td", EventReport.money(test.netMicros()), "class", "model");
      html.element("td", EventReport.known(test), "class", "text");
      html.element("td", EventReport.worth(test), "class", "text").close("tr");
    }
    html.endTable().close("div").close("section");
  }
}
