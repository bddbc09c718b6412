package io.bidder.benchmarks.ceiling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.benchmarks.ceiling.BareLoop.Graph;
import io.bidder.benchmarks.ceiling.BareLoop.Result;
import io.bidder.benchmarks.subject.BenchModel;
import io.bidder.modelstore.Manifest.Precision;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BareLoopTest {
  @TempDir private static Path directory;

  @ParameterizedTest
  @EnumSource(Graph.class)
  void resultShouldBeOneLineOfJsonWhenAGraphWasRun(Graph graph) throws Exception {
    BenchModel model = BenchModel.in(directory, 300, Precision.INT8);

    Result result = BareLoop.measure(model, graph, 8, 1, 0.05);

    JsonNode json = JsonMapper.shared().readTree(result.toJson());
    assertEquals(8, json.path("candidates").asInt());
    assertEquals(1, json.path("threads").asInt());
    assertTrue(json.path("runsPerSecond").asDouble() > 0);
    assertTrue(json.path("p50Micros").asDouble() <= json.path("p99Micros").asDouble());
    assertEquals(1, result.toJson().lines().count());
  }

  @Test
  void commandShouldNameTheCoresWhenMoreAreAskedFor() {
    StringWriter errors = new StringWriter();

    int status =
        BareLoop.commandLine()
            .setErr(new PrintWriter(errors))
            .execute("--model", directory.toString(), "--threads", "100000");

    assertEquals(2, status);
    assertTrue(errors.toString().contains("--threads is 100000, expected 1 to "), errors::toString);
  }
}
