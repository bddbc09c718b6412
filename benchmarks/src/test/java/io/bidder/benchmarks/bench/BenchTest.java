package io.bidder.benchmarks.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole command, for which a real server is started; nothing is asked of its speed. */
class BenchTest {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final Plan SHORT =
      new Plan(
          1,
          List.of(Plan.TARGET_CANDIDATES),
          false,
          true,
          false,
          0.3,
          0.3,
          0.3,
          0.3,
          0.3,
          0,
          2,
          0.005,
          new Plan.Connections(4, 16));

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Plan plan, String... arguments) {
    CommandLine line = Bench.commandLine(plan, REPOSITORY);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private static List<String> names(JsonNode elements, String field) {
    List<String> names = new ArrayList<>();
    elements.forEach(element -> names.add(element.path(field).asString()));
    return names;
  }

  @Test
  void benchShouldMeasureARunningServerAndReportItThrice(@TempDir Path directory)
      throws IOException {
    Path json = directory.resolve("bench.json");
    Path html = directory.resolve("bench.html");

    int exit = run(SHORT, "--demo", "--json", json.toString(), "--html", html.toString());

    assertEquals(0, exit, err.toString());
    JsonNode figures = JsonMapper.shared().readTree(Files.readString(json));
    assertTrue(figures.path("machine").path("jvm").isString());
    assertEquals(
        List.of(
            "closed loop",
            "open 50 %",
            "open 70 %",
            "open 90 %",
            "overload 2x",
            "overload 5x",
            "closed loop",
            "closed loop",
            "open 70 %",
            "open 70 %",
            "before swaps",
            "swaps at 70 %",
            "soak at 70 %"),
        names(figures.path("rows"), "phase"));
    for (JsonNode row : figures.path("rows")) {
      assertTrue(row.path("name").asString().startsWith("ours"));
      assertEquals(Plan.TARGET_CANDIDATES, row.path("candidates").asInt());
      assertTrue(row.path("requestsPerSecond").asDouble() > 0, row.toString());
      assertTrue(row.path("latencyMicros").path("p50").asDouble() > 0, row.toString());
      assertTrue(row.path("void").isBoolean());
      boolean byTurns = row.path("name").asString().contains("events");
      assertEquals(byTurns ? 2 : 1, row.path("runs").size());
      assertEquals(0, row.path("failed").asInt(), row.toString());
    }
    JsonNode closed = figures.path("rows").get(0);
    assertTrue(closed.path("candidatesPerSecond").asDouble() > 0);
    assertTrue(closed.path("bidRate").asDouble() > 0);
    assertTrue(closed.path("allocatedBytesPerRequest").asDouble() > 0);
    for (JsonNode target : figures.path("targets")) {
      assertTrue(target.path("met").isBoolean() || target.path("met").isNull());
      assertFalse(target.path("target").asString().isEmpty());
    }
    assertTrue(out.toString().contains("open 70 %"), out.toString());
    String page = Files.readString(html);
    assertTrue(page.contains("<svg") && page.endsWith("</html>\n"));
  }

  @Test
  void moreCoresThanThereAreShouldBeRefused() {
    assertEquals(2, run(SHORT, "--demo", "--cores", "5000"));
    assertTrue(err.toString().startsWith("./run bench: --cores is 5000, expected"), err.toString());
  }

  @Test
  void portInUseShouldBeRefused() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      assertEquals(2, run(SHORT, "--demo", "--port", "" + socket.getLocalPort()));
    }
    assertTrue(err.toString().contains("a port that is free to listen on"), err.toString());
  }

  @Test
  void missingCorpusShouldBeRefused() {
    assertEquals(2, run(SHORT, "--corpus", "there/is/no/such/directory"));
    assertTrue(
        err.toString()
            .startsWith(
                "./run bench: --corpus is there/is/no/such/directory, expected a directory"),
        err.toString());
  }

  @Test
  void unknownOptionShouldBeRefused() {
    assertEquals(2, run(SHORT, "--slow"));
    assertTrue(err.toString().startsWith("./run bench: Unknown option: '--slow'"), err.toString());
  }
}
