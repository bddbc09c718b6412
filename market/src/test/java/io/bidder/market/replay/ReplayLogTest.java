package io.bidder.market.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A replay of a log's rows. */
class ReplayLogTest {
  private static final String EXPLANATION =
      """
      {"request": {}, "imps": [{"id": "1", "campaigns": [
        {"campaign": "a", "creatives": [], "stoppedBy": "TARGETING"},
        {"campaign": "b", "creatives": [{"creative": "c", "pCtr": %s, "pCvr": null}],
         "stoppedBy": null}]}]}
      """;

  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path log = Path.of("");
  private Path schema = Path.of("");
  private Path predictions = Path.of("");

  @BeforeEach
  void writeFiles() throws IOException {
    log = Files.writeString(directory.resolve("log.csv"), "click,h,d\n0,5,a\n1,6,b\n");
    schema =
        Files.writeString(
            directory.resolve("schema.yaml"),
            """
            log: {labels: {click: click}}
            features:
              - {name: hour, kind: categorical, source: time.localHour, column: h}
              - {name: d, kind: categorical, source: site.domain}
              - {name: ad, kind: categorical, source: creative.id, side: candidate, column: d}
            """);
    predictions =
        Files.writeString(
            directory.resolve("predictions.csv"),
            "row,ctr,cvr,ctcvr,click,conversion\n0,0.25,,,0,\n1,0.5,,,1,\n");
  }

  @Test
  void replayShouldWriteRequestsWhenAsked() throws IOException {
    Path file = directory.resolve("requests.jsonl");

    assertEquals(0, execute("--write", file.toString()), err.toString());

    List<String> lines = Files.readAllLines(file);
    assertEquals(2, lines.size());
    assertEquals("b", JsonMapper.shared().readTree(lines.get(1)).at("/site/domain").asString());
    assertTrue(
        err.toString().contains("not in the requests: creative.id (differs per creative)"),
        err.toString());
  }

  @Test
  void replayShouldSendRowsWhenGivenAServer() throws IOException {
    try (FakeServer server = new FakeServer(request -> FakeServer.Answer.of(204))) {
      assertEquals(0, execute("--url", server.url()), err.toString());

      assertEquals(2, server.received().size());
    }
  }

  @Test
  void explainShouldAskAtTheRowsTimeAndAgreeWhenPredictionsAreTheSame() throws IOException {
    Path json = directory.resolve("figures.json");
    try (FakeServer server =
        new FakeServer(request ->
            FakeServer.Answer.json(
                EXPLANATION.formatted(request.body().contains("\"a\"") ? 0.2500004 : 0.5)))) {
      int code =
          execute(
              "--explain",
              server.url(),
              "--predictions",
              predictions.toString(),
              "--json",
              json.toString());

      assertEquals(0, code, out + "\n" + err);
      assertEquals(
          List.of("/explain?at=1767589200000", "/explain?at=1767592800000"),
          server.received().stream()
              .map(FakeServer.Received::pathAndQuery)
              .sorted()
              .collect(Collectors.toList()));
    }
    JsonNode figures = JsonMapper.shared().readTree(json.toFile());
    assertEquals(2, figures.path("compared").asInt());
    assertEquals(4e-7, figures.path("maxDifference").asDouble(), 1e-12);
  }

  @Test
  void explainShouldFailWhenAPredictionDiffers() throws IOException {
    try (FakeServer server =
        new FakeServer(request -> FakeServer.Answer.json(EXPLANATION.formatted(0.5)))) {
      int code = execute("--explain", server.url(), "--predictions", predictions.toString());

      assertEquals(1, code);
      assertTrue(out.toString().contains("row-0"), out.toString());
    }
  }

  @Test
  void explainShouldFailAndSayWhyWhenARowIsNotScored() throws IOException {
    try (FakeServer server =
        new FakeServer(request ->
            FakeServer.Answer.json(EXPLANATION.replace("\"pCtr\"", "\"x\"").formatted(1)))) {
      int code = execute("--explain", server.url(), "--predictions", predictions.toString());

      assertEquals(1, code);
      assertTrue(out.toString().contains("campaign a stopped by TARGETING"), out.toString());
    }
  }

  @Test
  void replayShouldEndWithOneLineWhenOptionsOrFilesDoNotFit() throws IOException {
    assertWrong("expected one of --url, --write or --explain, got 0");
    assertWrong("--explain is only useful with --predictions", "--explain", "http://localhost");
    assertWrong("--size is big", "--write", directory + "/r", "--size", "big");
    assertWrong("no field of a bid request", "--write", directory + "/r", "--field", "x.y=h");
    assertWrong("no column 'z'", "--write", directory + "/r", "--field", "imp.banner.h=z");
    Files.writeString(predictions, "row,ctr,cvr,ctcvr,click,conversion\n0,0.25,,,0,\n");
    assertWrong(
        "1 rows, but the log has 2",
        "--explain",
        "http://localhost",
        "--predictions",
        predictions.toString());
    Files.writeString(predictions, "row,ctr,cvr,ctcvr,click,conversion\n7,0.25,,,0,\n");
    assertWrong(
        ":2: '7,0.25", "--explain", "http://localhost", "--predictions", predictions.toString());
    Files.writeString(schema, "log: {}\n");
    assertWrong("schema.yaml", "--write", directory + "/r");
  }

  private void assertWrong(String message, String... arguments) {
    err.getBuffer().setLength(0);

    assertEquals(2, execute(arguments), err.toString());
    assertTrue(err.toString().contains(message), err.toString());
  }

  private int execute(String... arguments) {
    List<String> all =
        new ArrayList<>(List.of("--log", log.toString(), "--schema", schema.toString()));
    all.addAll(Arrays.asList(arguments));
    CommandLine line = Replay.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return line.execute(all.toArray(String[]::new));
  }
}
