package io.bidder.benchmarks.bench.report;

import io.bidder.benchmarks.bench.result.BenchResult;
import io.bidder.benchmarks.bench.result.Latency;
import io.bidder.benchmarks.bench.result.Phase;
import io.bidder.benchmarks.bench.result.Row;
import io.bidder.benchmarks.bench.result.RunFigures;
import io.bidder.benchmarks.bench.result.Target;
import io.bidder.settings.html.Html;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** A benchmark's result as one page that needs nothing else: no script, no request. */
public final class HtmlReport {
  private static final String STYLE =
      """
      body { font: 15px/1.5 system-ui, sans-serif; color: #1c2430; background: #fff;
             margin: 0 auto; padding: 24px; max-width: 1180px; }
      h1 { font-size: 26px; margin: 0; } h2 { font-size: 19px; margin: 36px 0 8px; }
      p { max-width: 78ch; color: #465264; }
      .scroll { overflow-x: auto; }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13.5px; }
      th, td { padding: 5px 10px; border-bottom: 1px solid #e4e8ee; text-align: right;
               white-space: nowrap; }
      th { color: #465264; font-weight: 600; vertical-align: bottom; }
      tbody th, td { vertical-align: top; }
      td.words { text-align: left; white-space: normal; min-width: 12em; }
      th[scope=row], td.text { text-align: left; }
      td.note { text-align: left; white-space: normal; color: #465264; min-width: 18em; }
      tr.void td, tr.void th { color: #9aa4b2; text-decoration: line-through; }
      tr.ours { background: #f3f7fc; }
      .met { color: #1d6b37; font-weight: 600; } .missed { color: #b0283c; font-weight: 600; }
      .unknown { color: #6b7687; }
      figure { margin: 12px 0; } figcaption { font-weight: 600; }
      svg { width: 100%; max-width: 860px; font: 12px system-ui, sans-serif; fill: #465264; }
      dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; font-size: 13.5px; }
      dt { color: #465264; } dd { margin: 0; overflow-wrap: anywhere; }
      """;

  private static final List<Column> LOAD_COLUMNS =
      List.of(
          column("requests/s", RunFigures::requestsPerSecond, Figures::whole),
          column("candidates/s", RunFigures::candidatesPerSecond, Figures::whole),
          column("bids %", RunFigures::bidRate, Figures::percent),
          column("scored", RunFigures::meanCandidates, Figures::one));

  private static final List<Column> COST_COLUMNS =
      List.of(
          column("misses", RunFigures::deadlineMisses, Figures::whole),
          column("sheds", RunFigures::sheds, Figures::whole),
          column("failed", RunFigures::failed, Figures::whole),
          column("cores", RunFigures::cpuCores, Figures::two),
          column("sender's cores", RunFigures::generatorCores, Figures::two),
          column("allocated/request", RunFigures::allocatedBytesPerRequest, Figures::bytes),
          column("GC pauses", RunFigures::gcPauses, Figures::whole),
          column("GC ms", RunFigures::gcPauseMillis, Figures::one),
          column("lag p99 ms", RunFigures::lagP99Micros, Figures::millis),
          column("steal %", RunFigures::steal, Figures::percent));

  private final BenchResult result;
  private final Html html = new Html();

  private HtmlReport(BenchResult result) {
    this.result = result;
  }

  /** A figure of a row. */
  private record Column(String title, Function<Row, String> text) {}

  private static Column column(
      String title, ToDoubleFunction<RunFigures> figure, Function<Double, String> format) {
    return new Column(title, row -> format.apply(row.median(figure)));
  }

  /** The page. */
  public static String of(BenchResult result) {
    HtmlReport report = new HtmlReport(result);
    report.page();
    return report.html.toString();
  }

  private void page() {
    String when =
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC)
            .format(result.startedAt());
    html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    html.raw("style-src 'unsafe-inline'; img-src data:\">\n");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.raw("<link rel=\"icon\" href=\"data:,\">\n");
    html.element("title", "Bidder benchmark " + when);
    html.raw("<style>\n" + STYLE + "</style>\n</head>\n<body>\n");
    html.element("h1", "Bidder benchmark");
    html.element(
        "p",
        when
            + String.format(Locale.ROOT, ", %.0f s in all. ", result.seconds())
            + "Figures are medians over runs; runs that the machine or the load generator spoilt"
            + " are void and in none of them. Latency of open loops counts from when a request was"
            + " due.");
    targets();
    html.element("h2", "Latency");
    PercentileChart.draw(
        html,
        "Ours, open loop (Poisson arrivals) at shares of its capacity",
        rows(row -> row.phase().isOpen()));
    PercentileChart.draw(
        html,
        "Closed loop at 32 candidates: as many requests as are answered",
        rows(row -> row.phase() == Phase.CLOSED && row.candidates() == 32));
    html.element("h2", "Load and latency");
    html.element(
        "p",
        "bids %: of all requests sent. scored: ads, of a request that was looked at. Latency in"
            + " milliseconds.");
    table(LOAD_COLUMNS, true);
    html.element("h2", "What it cost");
    html.element(
        "p",
        "misses: answers after their deadline or never, and requests given up because of it. Lag:"
            + " by how much the generator sent late, which the latency includes.");
    table(COST_COLUMNS, false);
    html.element("h2", "Where and with what").open("dl");
    result.machine().forEach((name, value) -> html.element("dt", name).element("dd", value));
    html.close("dl").raw("</body>\n</html>\n");
  }

  private List<Row> rows(Predicate<Row> wanted) {
    return result.rows().stream().filter(wanted).toList();
  }

  private void targets() {
    html.element("h2", "Targets").open("div", "class", "scroll").open("table");
    head("what", "", "value", "target", "how");
    for (Target target : result.targets()) {
      String style =
          switch (target.outcome()) {
            case MET -> "met";
            case MISSED -> "missed";
            case NOT_MEASURED -> "unknown";
          };
      html.open("tr").element("th", target.name(), "scope", "row");
      html.element("td", target.outcome().label(), "class", "text " + style);
      html.element("td", target.value().isEmpty() ? "-" : target.value(), "class", "words");
      html.element("td", target.target(), "class", "words");
      html.element("td", target.note(), "class", "note").close("tr");
    }
    html.close("tbody").close("table").close("div");
  }

  private void head(String... titles) {
    html.open("thead").open("tr");
    for (String title : titles) {
      html.element("th", title, "scope", "col");
    }
    html.close("tr").close("thead").open("tbody");
  }

  private void table(List<Column> columns, boolean latency) {
    html.open("div", "class", "scroll").open("table").open("thead").open("tr");
    html.element("th", "subject", "scope", "row").element("th", "phase", "scope", "row");
    html.element("th", "candidates", "scope", "col");
    columns.forEach(column -> html.element("th", column.title, "scope", "col"));
    if (latency) {
      for (String title : List.of("p50", "p99", "p99.9", "p99.99", "max")) {
        html.element("th", title, "scope", "col");
      }
    }
    html.element("th", "void runs", "scope", "col");
    html.close("tr").close("thead").open("tbody");
    for (Row row : result.rows()) {
      html.open("tr", "class", row.isVoid() ? "void" : row.name().equals("ours") ? "ours" : "");
      html.element("th", row.name(), "scope", "row");
      html.element("td", row.phase().label(), "class", "text");
      html.element("td", Integer.toString(row.candidates()));
      columns.forEach(column -> html.element("td", column.text.apply(row)));
      if (latency) {
        latency(row.latency());
      }
      html.element("td", (row.runs().size() - row.counting().size()) + " of " + row.runs().size());
      html.close("tr");
    }
    html.close("tbody").close("table").close("div");
  }

  private void latency(Latency latency) {
    html.element("td", Figures.millis(latency.p50()));
    html.element("td", Figures.millis(latency.p99()));
    html.element("td", Figures.millis(latency.p999()));
    html.element("td", Figures.millis(latency.p9999()));
    html.element("td", Figures.millis(latency.max()));
  }
}
