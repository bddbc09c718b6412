package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.settings.Section;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A running bidder exports all that dashboard, recording rules and alerts ask for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeployMetricsTest {
  private static final String REQUEST =
      """
      {"id": "r1", "imp": [{"id": "i1", "banner": {"w": 300, "h": 250}, "secure": 1}],
       "site": {"domain": "news1.example"},
       "device": {"ua": "Mozilla/5.0 (Windows NT 10.0) Chrome/126.0", "ip": "203.0.113.77",
                  "geo": {"country": "USA", "region": "CA"}},
       "user": {"id": "u1", "data": [{"segment": [{"id": "cycling"}]}]}, "cur": ["USD"]}
      """;

  private RunningBidder bidder;
  private ExportedSeries series;

  @BeforeAll
  void start() throws Exception {
    bidder = new RunningBidder();
    assertEquals(200, bidder.bid(REQUEST).statusCode());
    series = ExportedSeries.of(scrapeAfterCollection(), DeployFiles.job());
    for (Section rule : DeployFiles.rules("rules.yaml", "record")) {
      series.record(DeployFiles.text(rule, "record"), DeployFiles.text(rule, "expr"));
    }
  }

  @AfterAll
  void stop() {
    bidder.close();
  }

  /** Pauses are exported from the first collection on, which is told from another thread. */
  private String scrapeAfterCollection() throws IOException, InterruptedException {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    String scrape;
    do {
      System.gc();
      scrape = bidder.get(bidder.server().adminPort(), "/metrics").body();
    } while (!scrape.contains("jvm_gc_pause_seconds_sum") && System.nanoTime() < giveUp);
    return scrape;
  }

  @Test
  void recordingRulesShouldAskForWhatIsExported() {
    assertExported("record", DeployFiles.rules("rules.yaml", "record"));
  }

  @Test
  void alertsShouldAskForWhatIsExported() {
    assertExported("alert", DeployFiles.rules("alerts.yaml", "alert"));
  }

  private void assertExported(String kind, List<Section> rules) {
    List<String> missing = new ArrayList<>();
    for (Section rule : rules) {
      for (String each : series.missing(DeployFiles.text(rule, "expr"))) {
        missing.add(DeployFiles.text(rule, kind) + ": " + each);
      }
    }
    assertEquals(List.of(), missing);
    assertNotEquals(List.of(), rules);
  }

  @Test
  void dashboardShouldAskForWhatIsExported() {
    List<String> missing = new ArrayList<>();
    Map<String, String> expressions = DeployFiles.dashboardExpressions();
    expressions.forEach((panel, expression) ->
        series.missing(expression).forEach(each -> missing.add(panel + ": " + each)));
    for (String variable : DeployFiles.dashboardVariables()) {
      series.missing(variable).forEach(each -> missing.add("variable: " + each));
    }
    for (String label : DeployFiles.dashboardLabels()) {
      if (!series.hasLabel(label)) {
        missing.add("legend: label " + label);
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(expressions.size() > 30, () -> "only " + expressions.keySet());
  }

  @Test
  void missingShouldNameWhatIsNotExported() {
    assertEquals(
        List.of("metric bidder_request_total", "label outcom"),
        series.missing("sum by (outcom) (rate(bidder_request_total[5m]))"));
    assertEquals(
        List.of("label outcom of bidder_requests_total"),
        series.missing("sum(rate(bidder_requests_total{outcom=\"bid\"}[$__rate_interval])) > 0"));
    assertEquals(
        List.of("outcome=\"lat\" of bidder_requests_total", "job=\"bider\" of up"),
        series.missing(
            "bidder_requests_total{exchange=~\"$exchange\", outcome=~\"bid|lat\"} or"
                + " up{job=\"bider\"}"));
    assertEquals(
        List.of("limit=\"http.idle\" of bidder_limit_reached_total"),
        series.missing("bidder_limit_reached_total{limit!~\"queue|http\\\\.idle\"} offset 5m"));
    assertEquals(
        List.of("label instance of exchange:bidder_requests:rate5m", "metric b", "label cause"),
        series.missing(
            "exchange:bidder_requests:rate5m{instance=\"x\"} / on (exchange) b * ignoring (cause)"
                + " 1e3"));
  }

  @Test
  void healthcheckShouldPassOnlyWhereABidderIsReady() throws Exception {
    assertEquals(0, healthcheck(bidder.server().adminPort()));
    assertEquals(1, healthcheck(bidder.server().port()));
  }

  private static int healthcheck(int port) throws IOException, InterruptedException {
    ProcessBuilder process =
        new ProcessBuilder("bash", DeployFiles.DEPLOY.resolve("image/healthcheck").toString())
            .redirectErrorStream(true);
    process.environment().put("ADMIN_PORT", Integer.toString(port));
    Process running = process.start();
    running.getInputStream().readAllBytes();
    return running.waitFor();
  }
}
