package io.bidder.benchmarks.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.benchmarks.bench.Made;
import io.bidder.benchmarks.bench.result.BenchResult;
import io.bidder.benchmarks.bench.result.Phase;
import io.bidder.benchmarks.bench.result.Row;
import io.bidder.benchmarks.bench.result.SingleFigures;
import io.bidder.benchmarks.bench.result.Target;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportsTest {
  private static final BenchResult RESULT =
      new BenchResult(
          Instant.parse("2026-01-02T03:04:05Z"),
          12,
          Map.of("git", "abc <& \"changed\""),
          List.of(
              new Row("ours", Phase.CLOSED, 32, List.of(Made.run(0, "", 3_000, 2_000))),
              new Row("ours", Phase.OPEN_70, 32, List.of(Made.run(0, "", 2_000, 1_000))),
              new Row("ours", Phase.OPEN_90, 32, List.of(Made.run(0, "generator lag", 1, 9_000)))),
          List.of(
              Target.of("first", ">= 1", "2", true, "so"),
              Target.of("second", ">= 1", "0", false, ""),
              Target.notMeasured("third", ">= 1", "not asked for")),
          new SingleFigures(
              List.of(1.25),
              List.of(new SingleFigures.Recovery(2, Double.NaN)),
              List.of(),
              300,
              null,
              0,
              Double.NaN,
              0,
              0));

  @Test
  void jsonShouldHoldTheContractAndNullForWhatIsUnknown() {
    JsonNode json = JsonMapper.shared().valueToTree(JsonReport.of(RESULT));

    assertEquals("abc <& \"changed\"", json.path("machine").path("git").asString());
    JsonNode row = json.path("rows").get(0);
    assertEquals("ours", row.path("name").asString());
    assertEquals(32, row.path("candidates").asInt());
    assertEquals(1000, row.path("requestsPerSecond").asDouble());
    assertEquals(3000, row.path("candidatesPerSecond").asDouble());
    for (String percentile : List.of("p50", "p99", "p999", "p9999", "max")) {
      assertTrue(row.path("latencyMicros").path(percentile).isNumber(), percentile);
    }
    assertTrue(row.path("shedMedianSeconds").isNull());
    assertFalse(row.path("void").asBoolean());
    assertTrue(json.path("rows").get(2).path("void").asBoolean());
    assertEquals(
        "generator lag",
        json.path("rows").get(2).path("runs").get(0).path("voidReason").asString());
    assertTrue(json.path("targets").get(0).path("met").asBoolean());
    assertFalse(json.path("targets").get(1).path("met").asBoolean(true));
    assertTrue(json.path("targets").get(2).path("met").isNull());
    assertTrue(json.path("recoveries").get(0).path("seconds").isNull());
  }

  @Test
  void pageShouldNeedNothingButItself() throws Exception {
    String page = HtmlReport.of(RESULT);

    assertFalse(page.contains("<script"));
    assertFalse(page.contains("http:") || page.contains("https:") || page.contains("url("));
    assertTrue(page.contains("abc &lt;&amp; &quot;changed&quot;"));
    assertTrue(page.contains(">met<") && page.contains(">missed<"));
    assertTrue(page.contains("not measured"));
    for (int at = page.indexOf("<svg"); at >= 0; at = page.indexOf("<svg", at + 1)) {
      String svg = page.substring(at, page.indexOf("</svg>", at) + 6);
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(svg)));
    }
    assertEquals(2, page.split("<svg", -1).length - 1);
  }

  @Test
  void tableShouldShowEveryRowAndTargetAndMarkWhatIsVoid() {
    StringWriter text = new StringWriter();

    TextReport.print(RESULT, new PrintWriter(text));

    assertTrue(text.toString().contains("VOID: generator lag"), text.toString());
    for (String expected : List.of("closed loop", "open 70 %", "first", "second", "third")) {
      assertTrue(text.toString().contains(expected), expected);
    }
  }
}
