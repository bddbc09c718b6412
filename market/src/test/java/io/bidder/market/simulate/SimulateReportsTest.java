package io.bidder.market.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.settings.command.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SimulateReportsTest {
  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path home = Path.of("");

  @BeforeEach
  void makeHome() throws IOException {
    home = Home.in(directory);
  }

  private int simulate(String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(
        List.of("--work", directory.resolve("work").toString(), "--set", "http.drainGrace=0ms"));
    CommandLine line =
        Simulate.commandLine(home)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    return line.execute(all.toArray(String[]::new));
  }

  private static JsonNode read(Path file) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(file));
  }

  @Test
  void pageShouldBeWellFormedAndHoldTheFigures() throws Exception {
    Path page = directory.resolve("page.html");
    Path file = directory.resolve("result.json");

    int exit =
        simulate(
            "--auctions",
            "2000",
            "--notices-doubled",
            "0.1",
            "--html",
            page.toString(),
            "--json",
            file.toString());

    assertEquals(ExitCode.DONE, exit, err::toString);
    String html = Files.readString(page);
    assertFalse(html.contains("<script") || html.contains("http:") || html.contains("url("));
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(html.substring(html.indexOf("<html")))));
    assertEquals(5, document.getElementsByTagName("figure").getLength());
    String text = document.getDocumentElement().getTextContent();
    JsonNode json = read(file);
    assertTrue(json.path("ledgersAgree").asBoolean(), json::toString);
    for (String count : List.of("auctions", "bids", "wins", "impressions", "clicks", "notices")) {
      assertTrue(
          text.contains(String.format(Locale.ROOT, "%,d", json.path(count).asLong())), count);
    }
    for (String micros :
        List.of(
            "spendMicros",
            "revenueMicros",
            "profitMicros",
            "oracleProfitMicros",
            "bestProfitMicros")) {
      assertTrue(
          text.contains(String.format(Locale.ROOT, "%,.2f", json.path(micros).asLong() / 1e6)),
          micros);
    }
    assertTrue(
        text.contains(
            String.format(Locale.ROOT, "target %.1f;", json.path("targetRoas").asDouble())));
    assertTrue(
        text.contains(
            String.format(Locale.ROOT, "%.4f", json.path("normalizedEntropy").asDouble())));
    assertTrue(text.contains("doubled " + json.path("noticeFaults").path("doubled").asLong()));
    for (JsonNode campaign : json.path("campaigns")) {
      assertTrue(text.contains(campaign.path("id").asString() + " "), campaign::toString);
    }
  }

  @Test
  void compareShouldFindNoDifferenceBetweenAConfigurationAndItself() throws Exception {
    Path configuration = Files.writeString(directory.resolve("a.yaml"), "bid: {threads: 1}\n");
    Path file = directory.resolve("result.json");

    int exit =
        simulate(
            "--auctions",
            "2000",
            "--json",
            file.toString(),
            "--compare",
            configuration.toString(),
            configuration.toString());

    assertEquals(ExitCode.DONE, exit, err::toString);
    JsonNode json = read(file);
    assertEquals(2, json.path("runs").size());
    assertTrue(json.path("runs").path(0).path("wins").asLong() > 500, json::toString);
    assertEquals(4, json.path("differences").size());
    for (JsonNode difference : json.path("differences")) {
      for (String field : List.of("difference", "low", "high")) {
        assertEquals(0.0, difference.path(field).asDouble(1), difference::toString);
      }
    }
    assertTrue(out.toString().contains("profit, USD"), out::toString);
  }

  @Test
  void learnShouldSayWhatItCannotGoWith() {
    assertEquals(ExitCode.WRONG_INPUT, simulate("--learn", "--bidders", "2"));
    assertTrue(err.toString().contains("--bidders is 2, expected 1 with a learner"), err::toString);
    assertEquals(ExitCode.WRONG_INPUT, simulate("--learn", "--set", "model.store=other"));
    assertTrue(err.toString().contains("--store says what it starts from"), err::toString);
    assertEquals(ExitCode.WRONG_INPUT, simulate("--learn", "--calibrate-every", "often"));
    assertTrue(err.toString().contains("--calibrate-every is often"), err::toString);
    assertEquals(ExitCode.WRONG_INPUT, simulate("--real-time", "100", "--days", "2"));
    assertTrue(err.toString().contains("--days is 2"), err::toString);
  }

  @Test
  void compareShouldSayWhatItNeeds() {
    assertEquals(ExitCode.WRONG_INPUT, simulate("--compare", "none.yaml", "no.yaml"));
    assertTrue(err.toString().contains("--compare is none.yaml"), err::toString);
    assertEquals(ExitCode.WRONG_INPUT, simulate("--seeds", "1,2"));
    assertTrue(err.toString().contains("--seeds is [1, 2]"), err::toString);
  }
}
