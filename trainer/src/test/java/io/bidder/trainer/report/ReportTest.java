package io.bidder.trainer.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.schema.Head;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path directory;

  @Test
  void jsonShouldHoldTheDocumentedFields() throws IOException {
    Report report = Samples.report("dlrm", 20_000, 1.5);
    Path file = directory.resolve("report.json");
    ReportWriter.json(report, file);
    JsonNode root = JSON.readTree(file.toFile());
    assertEquals("20260714-101500-3f2a", root.get("version").stringValue());
    assertEquals(20_000, root.get("rows").longValue());
    assertTrue(root.get("rowsPerSecond").isNumber());
    assertEquals("serve-with-care", root.at("/verdict/level").stringValue());
    assertTrue(root.at("/verdict/reasons/0").stringValue().startsWith("ctr: "));
    assertTrue(root.get("warnings").isArray());
    for (String head : List.of("ctr", "ctcvr")) {
      assertFigures(root.get("heads").get(head));
      assertFigures(root.get("baselines").get("base-rate").get(head));
      assertFigures(root.get("baselines").get("logistic-regression").get(head));
    }
    assertEquals(10, root.get("heads").get("ctr").get("deciles").size());
  }

  private static void assertFigures(JsonNode head) {
    assertTrue(head.get("positives").isIntegralNumber());
    for (String name :
        List.of(
            "auc",
            "logLoss",
            "normalizedEntropy",
            "predictedOverActual",
            "expectedCalibrationError")) {
      assertTrue(head.get(name).isNumber(), name);
    }
  }

  @Test
  void jsonShouldRepeatTheDoublesExactly() throws IOException {
    Report report = Samples.report("dlrm", 5_000, 1.5);
    Path file = directory.resolve("report.json");
    ReportWriter.json(report, file);
    JsonNode ctr = JSON.readTree(file.toFile()).get("heads").get("ctr");
    HeadMetrics metrics = report.heads().get(Head.CTR);
    assertNotNull(metrics);
    assertEquals(metrics.auc(), ctr.get("auc").doubleValue());
    assertEquals(metrics.logLoss(), ctr.get("logLoss").doubleValue());
    assertEquals(
        JSON.valueToTree(report.toMap()),
        JSON.valueToTree(Samples.report("dlrm", 5_000, 1.5).toMap()));
  }

  @Test
  void jsonShouldHoldNullWhenThereIsNoFigure() throws IOException {
    Report report =
        Report.builder("dlrm", "v1")
            .head(Head.CTR, HeadMetrics.of(new float[] {0.1f}, new float[1], null))
            .build();
    Path file = directory.resolve("report.json");
    ReportWriter.json(report, file);
    assertTrue(JSON.readTree(file.toFile()).get("heads").get("ctr").get("auc").isNull());
  }

  @Test
  void warningsShouldNameHeadAndValueWhenAFigureIsPoor() {
    List<String> warnings = Samples.report("dlrm", 20_000, 0.5).warnings();
    assertTrue(warnings.stream().anyMatch(w -> w.startsWith("ctr: AUC 0.6")), warnings.toString());
    assertTrue(warnings.getLast().startsWith("3 of 20000 rows were skipped"), "notes come last");
  }

  @Test
  void warningShouldNotCallAModelBlindWhoseTopTenthIsTwiceAsGood() {
    // The top tenth has 2 of 10 positives, or what is said, the rest about 1.
    for (int inTopTenth : new int[] {20, 15, 12}) {
      float[] predictions = new float[1000];
      float[] labels = new float[1000];
      for (int i = 0; i < 1000; i++) {
        predictions[i] = (1000 - i) / 2000f;
        labels[i] =
            i < 100 ? (i < inTopTenth ? 1 : 0) : (i % 10 == 1 && i > 10 * inTopTenth - 90 ? 1 : 0);
      }
      HeadMetrics metrics = HeadMetrics.of(predictions, labels, null);
      List<String> warnings =
          Report.builder("dlrm", "v1").head(Head.CTR, metrics).build().warnings();
      String warning = warnings.getFirst();
      assertTrue(warning.startsWith("ctr: AUC 0."), warning);
      double lift = java.util.Objects.requireNonNull(metrics.deciles().getFirst().lift());
      assertEquals(lift < 1.5, warning.contains("hardly tells good from bad"), lift + warning);
    }
  }

  @Test
  void textShouldSayThatCountsAreSharedOnlyAmongTies() throws IOException {
    float[] labels = new float[1000];
    float[] tied = new float[1000];
    float[] apart = new float[1000];
    float[] evenly = new float[1000];
    for (int i = 0; i < 1000; i++) {
      labels[i] = i % 7 == 0 ? 1 : 0;
      tied[i] = i < 250 ? 0.1f : 0.2f;
      apart[i] = i / 1000f;
      evenly[i] = (i - i % 100) / 1000f;
    }
    String saying = "shared out evenly among";
    assertTrue(text(tied, labels).replaceAll("\\s+", " ").contains(saying), text(tied, labels));
    assertFalse(text(apart, labels).contains(saying));
    assertFalse(text(evenly, labels).contains(saying));
  }

  private static String text(float[] predictions, float[] labels) {
    return ReportWriter.text(
        Report.builder("dlrm", "v1")
            .head(Head.CTR, HeadMetrics.of(predictions, labels, null))
            .build());
  }

  @Test
  void warningsShouldBeNoneWhenAllIsWell() {
    float[] predictions = new float[2000];
    float[] labels = new float[2000];
    for (int i = 0; i < 2000; i++) {
      labels[i] = i % 4 == 0 ? 1 : 0;
      predictions[i] = i % 4 == 0 ? 0.97f : 0.01f;
    }
    Report report =
        Report.builder("dlrm", "v1")
            .head(Head.CTR, HeadMetrics.of(predictions, labels, null))
            .build();
    assertEquals(List.of(), report.warnings());
  }

  @Test
  void warningsShouldSayThatThereIsOneClass() {
    Report report =
        Report.builder("dlrm", "v1")
            .head(Head.CTR, HeadMetrics.of(new float[300], new float[300], null))
            .build();
    assertEquals(
        List.of("ctr: all 300 rows have one label; AUC and normalised entropy need both"),
        report.warnings());
  }

  @Test
  void textShouldFitAHundredColumnsAndSetBaselinesBesideTheModel() {
    String text = ReportWriter.text(Samples.report("dlrm", 20_000, 0.5));
    for (String line : text.split("\n", -1)) {
      assertTrue(line.length() <= 100, line);
      assertEquals(line.stripTrailing(), line);
    }
    assertEquals("  SERVE WITH CARE", text.lines().skip(1).findFirst().orElseThrow());
    assertTrue(text.contains("    - ctcvr: predicted/actual 1."), text);
    assertTrue(text.contains("model  base-rate  logistic-regression"), text);
    assertTrue(text.contains("WARNING ctr: AUC"), text);
    assertTrue(text.contains("1 (top)"), text);
    assertFalse(text.contains("null") || text.contains("NaN"), text);
  }

  @Test
  void textShouldShowADashWhenThereIsNoFigure() {
    String text =
        ReportWriter.text(
            Report.builder("dlrm", "v1")
                .head(Head.CTR, HeadMetrics.of(new float[0], new float[0], null))
                .build());
    assertTrue(text.lines().anyMatch(line -> line.matches("  AUC +-")), text);
    assertTrue(text.contains("WARNING ctr: there are no rows to evaluate"), text);
    assertFalse(text.contains("null") || text.contains("NaN"), text);
  }

  @Test
  void textShouldShowNoControlCharactersWhenALogHoldsThem() {
    String text =
        ReportWriter.text(Report.builder("dl\u001b[31mrm", "v1").note("value 'a\nb'").build());
    assertTrue(text.contains("dl?[31mrm") && text.contains("'a?b'"), text);
  }
}
