package io.bidder.trainer.report;

import io.bidder.modelstore.schema.Head;
import io.bidder.settings.html.Html;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The body of a report's page: warnings, then per head tiles, a comparison, charts and tables, then
 * the training.
 */
final class ReportHtml {
  private final Report report;
  private final Html html = new Html();

  private ReportHtml(Report report) {
    this.report = report;
  }

  static String body(Report report) {
    ReportHtml page = new ReportHtml(report);
    page.header();
    report.heads().forEach(page::head);
    page.training();
    page.features();
    page.settings();
    return page.html.toString();
  }

  private void header() {
    html.raw("<header>\n").element("h1", report.title());
    verdict();
    html.open("p", "class", "soft").text("Version ").element("code", report.version()).close("p");
    html.element("p", sentence(Figures.evaluated(report)), "class", "soft");
    String trained = Figures.trained(report);
    if (!trained.isEmpty()) {
      html.element("p", sentence(trained), "class", "soft");
    }
    html.raw("</header>\n");
    List<String> warnings = report.warnings();
    if (!warnings.isEmpty()) {
      html.open("section", "class", "warnings", "aria-labelledby", "warnings");
      html.element("h3", warnings.size() == 1 ? "Warning" : "Warnings", "id", "warnings");
      html.raw("<ul>\n");
      warnings.forEach(warning -> html.element("li", warning));
      html.raw("</ul>\n").close("section");
    }
  }

  private void verdict() {
    Verdict verdict = report.verdict();
    html.open("section", "class", "verdict " + verdict.level().id(), "aria-labelledby", "verdict");
    html.element("h2", sentence(verdict.level().words()), "id", "verdict");
    html.raw("<ul>\n");
    verdict.reasons().forEach(reason -> html.element("li", reason));
    html.raw("</ul>\n").close("section");
  }

  private static String sentence(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private void head(Head head, HeadMetrics metrics) {
    Map<String, HeadMetrics> columns = new LinkedHashMap<>();
    columns.put("model", metrics);
    report
        .baselines()
        .forEach((name, heads) -> {
          HeadMetrics figures = heads.get(head);
          if (figures != null) {
            columns.put(Figures.words(name), figures);
          }
        });
    html.open("section", "aria-labelledby", head.id());
    html.element("h2", head.id() + ": " + Figures.meaning(head), "id", head.id());
    html.element(
        "p",
        String.format(
            Locale.ROOT,
            "%,d positives of %,d rows, a base rate of %s",
            metrics.positives(),
            metrics.rows(),
            Figures.percent(metrics.baseRate())),
        "class",
        "soft");
    tiles(metrics, columns);
    comparison(columns);
    if (metrics.auc() != null) {
      charts(head, metrics);
    }
    if (!metrics.deciles().isEmpty()) {
      deciles(metrics);
    }
    html.close("section");
  }

  private void tiles(HeadMetrics metrics, Map<String, HeadMetrics> columns) {
    Double auc = metrics.auc();
    Double ratio = metrics.predictedOverActual();
    boolean weak = auc != null && auc < Report.LEAST_AUC;
    boolean off = ratio != null && !Verdict.isLevel(ratio);
    html.open("dl", "class", "tiles");
    tile("AUC", m -> Figures.fixed(m.auc(), 4), columns, weak);
    tile("Normalised entropy", m -> Figures.fixed(m.normalizedEntropy(), 4), columns, false);
    tile("Predicted / actual", m -> Figures.fixed(m.predictedOverActual(), 3), columns, off);
    tile("Calibration error", m -> Figures.percent(m.expectedCalibrationError()), columns, false);
    tile("Precision", Figures::precision, columns, false);
    tile("Recall", Figures::recall, columns, false);
    html.close("dl");
  }

  private void tile(
      String label,
      Function<HeadMetrics, String> value,
      Map<String, HeadMetrics> columns,
      boolean warn) {
    html.open("div", "class", warn ? "tile warn" : "tile").element("dt", label);
    boolean first = true;
    for (Map.Entry<String, HeadMetrics> column : columns.entrySet()) {
      String figure = value.apply(column.getValue());
      if (first) {
        html.element("dd", figure + (warn ? " \u26a0" : ""), "class", "value");
      } else {
        html.open("dd", "class", "than").element("span", column.getKey());
        html.element("span", figure).close("dd");
      }
      first = false;
    }
    html.close("div");
  }

  private void comparison(Map<String, HeadMetrics> columns) {
    List<String> titles = new ArrayList<>(List.of("figure"));
    titles.addAll(columns.keySet());
    html.open("div", "class", "card");
    html.table("Beside simpler predictions of the same rows", titles.toArray(String[]::new));
    for (Figures.Row row : Figures.ROWS) {
      html.row(row.label(), columns.values().stream().map(row.value()).toArray(String[]::new));
    }
    html.endTable().close("div");
  }

  private void charts(Head head, HeadMetrics metrics) {
    html.open("div", "class", "charts");
    figure(
        ReportCharts.id(head, "roc"),
        "ROC curve",
        "How many positives are found for how many negatives let through. Nearer the upper left is"
            + " better; the area is the AUC.");
    ReportTables.curve(html, "ROC curve of the model", "let through", "found", metrics.roc());
    html.close("figure");
    figure(
        ReportCharts.id(head, "precisionRecall"),
        "Precision and recall",
        "Of the rows with the highest scores, how many are positive, as more of the positives are"
            + " found.");
    ReportTables.curve(
        html, "Precision by recall of the model", "recall", "precision", metrics.precisionRecall());
    html.close("figure");
    figure(
        ReportCharts.id(head, "reliability"),
        "Reliability",
        "Predicted beside actual rates, in bins of about as many expected positives each. On the"
            + " line is right; below it, bids are too high.");
    ReportTables.reliability(html, metrics);
    html.close("figure");
    figure(
        ReportCharts.id(head, "lift"),
        "Lift",
        "How many times the base rate each tenth of the rows reaches, highest scores first.");
    html.close("figure");
    figure(
        ReportCharts.id(head, "histogram"),
        "Scores",
        "Where the scores of positives and of negatives lie. The less they overlap, the better they"
            + " are told apart.",
        "wide");
    ReportTables.histogram(html, metrics);
    html.close("figure");
    html.close("div");
  }

  /** Opens a figure with its caption and canvas. */
  private void figure(String id, String title, String description, String... classes) {
    html.open("figure", "class", String.join(" ", classes));
    html.raw("<figcaption>").element("h3", title).open("p", "id", id + "-about").text(description);
    html.close("p").raw("</figcaption>\n").open("div", "class", "plot");
    html.open(
        "canvas", "id", id, "role", "img", "aria-label", title, "aria-describedby", id + "-about");
    html.close("canvas").close("div");
  }

  private void deciles(HeadMetrics metrics) {
    html.open("div", "class", "card");
    ReportTables.deciles(html, metrics);
    String ties = Figures.ties(metrics);
    if (!ties.isEmpty()) {
      html.element("p", ties, "class", "soft");
    }
    html.close("div");
  }

  private void training() {
    if (report.trainingCurve().size() < 2) {
      return;
    }
    html.raw("<section aria-labelledby=\"training\">\n")
        .element("h2", "Training", "id", "training");
    html.open("div", "class", "charts");
    figure("training-curve", "Loss by rows seen", Figures.training(report.trainingCurve()), "wide");
    ReportTables.training(html, report.trainingCurve());
    html.close("figure").close("div").close("section");
  }

  private void features() {
    if (report.features().isEmpty()) {
      return;
    }
    html.raw("<section>\n").element("h2", "Features");
    html.open("div", "class", "card");
    ReportTables.features(html, report.features());
    html.close("div").close("section");
  }

  private void settings() {
    if (report.settings().isEmpty()) {
      return;
    }
    html.raw("<section>\n").element("h2", "Settings");
    html.open("div", "class", "card").table("Numbers and choices of the run", "setting", "value");
    report
        .settings()
        .forEach((name, value) -> {
          html.raw("<tr>").element("th", name, "scope", "row");
          html.element("td", value, "class", "text").close("tr");
        });
    html.endTable().close("div").close("section");
  }
}
