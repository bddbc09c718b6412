package io.bidder.market.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MarketTest {
  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @Test
  void commandShouldWriteLogAndFigures(@TempDir Path folder) throws IOException {
    Path log = folder.resolve("log.csv.gz");
    Path json = folder.resolve("log.json");

    int code =
        run("--rows", "500", "--seed", "7", "--out", log.toString(), "--json", json.toString());

    assertEquals(0, code, errors::toString);
    StringBuilder expected = new StringBuilder();
    MarketLog.Summary summary = MarketLog.write(World.of(World.DEFAULT_SEED), 7, 28, 500, expected);
    try (InputStream in = new GZIPInputStream(Files.newInputStream(log))) {
      assertEquals(expected.toString(), new String(in.readAllBytes(), StandardCharsets.US_ASCII));
    }
    JsonNode figures = JsonMapper.shared().readTree(json);
    assertEquals(500, figures.get("rows").asInt());
    assertEquals(summary.clicks(), figures.get("clicks").asLong());
    assertEquals(summary.conversions(), figures.get("conversions").asLong());
    assertTrue(output.toString().contains("500 impressions"), output::toString);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(2, files.count(), "nothing but the log and its figures should be left");
    }
  }

  @Test
  void commandShouldRefuseWhatItCannotDo(@TempDir Path folder) {
    String log = folder.resolve("log.csv").toString();
    assertRefused("Missing required option: '--out=FILE'", "--rows", "5");
    assertRefused("--rows is 0, expected 1 to 1000000000", "--rows", "0", "--out", log);
    assertRefused("--days is 0, expected 1 to 366", "--days", "0", "--out", log);
    assertRefused("--rows is many, expected a whole number", "--rows", "many", "--out", log);
    assertRefused(
        "--out is " + folder + ", expected a file in a directory that exists",
        "--out",
        folder.toString());
    Path lost = folder.resolve("nowhere/log.csv");
    assertRefused(
        "--out is " + lost + ", expected a file in a directory that exists",
        "--out",
        lost.toString());
    assertFalse(Files.exists(folder.resolve("log.csv")));
  }

  @Test
  void helpShouldNameEveryOption() {
    assertEquals(0, run("--help"));
    for (String option :
        new String[] {"--rows", "--seed", "--world", "--days", "--out", "--json"}) {
      assertTrue(output.toString().contains(option), option);
    }
  }

  private void assertRefused(String message, String... arguments) {
    errors.getBuffer().setLength(0);
    assertEquals(2, run(arguments));
    assertTrue(
        errors.toString().startsWith("./run market: " + message + " (./run market --help)\n"),
        errors::toString);
  }

  private int run(String... arguments) {
    CommandLine line = Market.commandLine();
    line.setOut(new PrintWriter(output, true));
    line.setErr(new PrintWriter(errors, true));
    return line.execute(arguments);
  }
}
