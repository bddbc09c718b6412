package io.bidder.benchmarks.pacing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.settings.command.Commands;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PacingCommandTest {
  private final StringWriter out = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = Commands.of(new PacingCommand());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(out, true));
    return line.execute(arguments);
  }

  @Test
  void pacingShouldBuyFarMoreThanThrottlingAndNextToWhatHindsightDoes(@TempDir Path directory)
      throws IOException {
    Path json = directory.resolve("pacing.json");

    int exit =
        run("--days", "3", "--campaigns", "20", "--auctions", "200", "--json", json.toString());

    assertEquals(0, exit, out.toString());
    JsonNode pacing = JsonMapper.shared().readTree(Files.readString(json)).path("pacing");
    double ours = pacing.path("ours").path("valueUsd").asDouble();
    assertTrue(ours > 1.2 * pacing.path("throttling").path("valueUsd").asDouble(), out.toString());
    assertTrue(ours > 0.97 * pacing.path("hindsight").path("valueUsd").asDouble(), out.toString());
    for (JsonNode each : pacing) {
      assertTrue(
          each.path("spentUsd").asDouble() <= each.path("budgetUsd").asDouble(), out.toString());
    }
    assertTrue(pacing.path("ours").path("laterSpendError").asDouble() < 0.01, out.toString());
  }

  @Test
  void pacingShouldRefuseAWeekWithoutDays() {
    assertEquals(2, run("--days", "0"));
    assertTrue(out.toString().contains("--days"), out.toString());
  }
}
