package io.bidder.trainer.alarm;

import java.util.Locale;

/** The report for a terminal of {@value #WIDTH} columns. */
final class EventReportText {
  private static final int WIDTH = 100;
  private static final int ADS = 10;
  private static final int TESTS = 5;

  private final StringBuilder out = new StringBuilder();

  private EventReportText() {}

  static String of(EventReport report) {
    EventReportText text = new EventReportText();
    text.header(report);
    text.alarms(report);
    text.lines(report);
    text.groups(report);
    text.drift(report);
    text.trajectories(report);
    text.tests(report);
    text.questions(report);
    return text.out.toString().stripTrailing();
  }

  private void line(String text) {
    out.append(text.stripTrailing()).append('\n');
  }

  /** A text in as many lines as it takes. */
  private void wrap(String indent, String text) {
    StringBuilder current = new StringBuilder(indent);
    for (String word : text.split(" ", -1)) {
      if (current.length() > indent.length() && current.length() + word.length() + 1 > WIDTH) {
        line(current.toString());
        current.setLength(indent.length());
      }
      current.append(current.length() > indent.length() ? " " : "").append(word);
    }
    line(current.toString());
  }

  private void header(EventReport report) {
    line(
        String.format(
            Locale.ROOT,
            "%,d ads shown from %s to %s   version %s",
            report.rows(),
            EventReport.time(report.fromMillis()),
            EventReport.time(report.toMillis()),
            report.version()));
  }

  private void alarms(EventReport report) {
    line("");
    line(
        String.format(
            Locale.ROOT,
            "ALARMS   %s",
            report.alarms().isEmpty() ? "none" : report.alarms().size()));
    for (Alarm alarm : report.alarms()) {
      line("  " + EventReport.what(alarm));
      wrap("    ", alarm.text());
      if (alarm.knownMillis() >= 0) {
        line("    " + EventReport.when(alarm));
      }
    }
    wrap("  ", EventReport.PROMISE);
  }

  private void lines(EventReport report) {
    line("");
    line(
        String.format(
            Locale.ROOT,
            "PREDICTED OVER ACTUAL   of the newest %,d ads shown, with intervals of 95 %%",
            report.newest()));
    line(
        String.format(
            Locale.ROOT,
            "  %-28s %-22s %-22s %-22s",
            "",
            "clicks",
            "conversions",
            "orders of clicks"));
    for (EventReport.Line each : report.lines()) {
      line(
          String.format(
              Locale.ROOT,
              "  %-28s %-22s %-22s %-22s",
              (each.by() == Grouping.ALL ? "" : each.by().id + " ") + each.name(),
              EventReport.ratio(each.clicks()),
              EventReport.ratio(each.conversions()),
              EventReport.ratio(each.ordersOfClicks())));
    }
  }

  private void groups(EventReport report) {
    if (report.groups().isEmpty()) {
      return;
    }
    line("");
    line("GROUPS   how often their bids won, and predicted over actual, with intervals of 95 %");
    line(
        String.format(
            Locale.ROOT,
            "  %-28s %10s  %-21s %-20s %s",
            "",
            "bids",
            "win rate",
            "clicks",
            "conversions"));
    for (Groups.Group group : report.groups()) {
      line(
          String.format(
              Locale.ROOT,
              "  %-28s %,10d  %-21s %-20s %s",
              group.source() + " " + group.name(),
              group.bids(),
              EventReport.winRate(group),
              EventReport.ratio(group.clicks()),
              EventReport.ratio(group.conversions())));
    }
  }

  private void drift(EventReport report) {
    line("");
    line(
        String.format(
            Locale.ROOT,
            "DRIFT   PSI against the version's reference; above %.2f is named",
            Drift.NAMED));
    for (Drift.Shift shift : report.shifts()) {
      line(
          String.format(
              Locale.ROOT,
              "  %-28s %8s  %s",
              (shift.score() ? "score " : "") + shift.name(),
              EventReport.psi(shift),
              shift.isNamed() ? "drifted" : shift.why()));
    }
  }

  private void trajectories(EventReport report) {
    if (report.trajectories().isEmpty()) {
      return;
    }
    line("");
    line("SECOND WEEKS   of ads in their first, days 7 to 14, with intervals of 80 %");
    line(
        String.format(
            Locale.ROOT,
            "  %-12s %-25s %-18s %-15s %s",
            "",
            "impressions",
            "clicks",
            "orders",
            "cost per order"));
    report.trajectories().stream()
        .limit(ADS)
        .forEach(each ->
            line(
                String.format(
                    Locale.ROOT,
                    "  %-12s %-25s %-18s %-15s %s",
                    each.ad(),
                    EventReport.count(each.impressions()),
                    EventReport.count(each.clicks()),
                    EventReport.count(each.orders()),
                    EventReport.money(each.costPerOrderMicros()))));
    if (report.trajectories().size() > ADS) {
      line("  and %,d more in --html and --json".formatted(report.trajectories().size() - ADS));
    }
  }

  private void tests(EventReport report) {
    if (report.tests().isEmpty()) {
      return;
    }
    line("");
    line("NEXT BEST TESTS   what would teach most for the money");
    for (NextTest test : report.tests().subList(0, Math.min(TESTS, report.tests().size()))) {
      line(
          String.format(
              Locale.ROOT,
              "  %s %s: %,d impressions for %s",
              test.by().id,
              test.name(),
              test.impressions(),
              EventReport.money(test.spendMicros())));
      wrap("    ", EventReport.known(test));
      wrap("    ", EventReport.worth(test));
    }
  }

  private void questions(EventReport report) {
    line("");
    line("BEFORE SCALING");
    for (Question question : report.questions()) {
      line(
          String.format(
              Locale.ROOT,
              "  %-8s %s",
              question.answer().id.toUpperCase(Locale.ROOT),
              question.name()));
      wrap("           ", question.why());
    }
  }
}
