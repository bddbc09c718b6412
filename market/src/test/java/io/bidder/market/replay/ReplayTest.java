package io.bidder.market.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.testing.SharedData;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReplayTest {
  private static final String REQUEST = "\n\n{\"id\": \"%s\", \"imp\": [{\"id\": \"1\"}]}";
  private static final String BID =
      "{\"id\": \"bid\", \"seatbid\": [{\"bid\": [{\"id\": \"b\", \"impid\": \"1\", \"price\": 1,"
          + " \"crid\": \"c\", \"adomain\": [\"example.com\"]}]}]}";

  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void replayShouldCountEveryKindOfAnswerWhenAllOccur() throws IOException {
    Path requests = Files.createDirectory(directory.resolve("requests"));
    Files.writeString(requests.resolve("1-bid.json"), "\uFEFF" + REQUEST.formatted("bid"));
    try (OutputStream gzip =
        new GZIPOutputStream(Files.newOutputStream(requests.resolve("2-more.jsonl.gz")))) {
      gzip.write(
          "\uFEFF{\"id\": \"none\"}\n\n{\"id\": \"plain\"}\r\n".getBytes(StandardCharsets.UTF_8));
    }
    Files.writeString(requests.resolve("3-broken.json"), "{\"id\":");
    Files.writeString(requests.resolve("4-failing.json"), REQUEST.formatted("failing"));
    Files.writeString(requests.resolve("notes.txt"), "no request");
    Path json = directory.resolve("figures.json");
    Path answers = directory.resolve("answers.jsonl");

    try (FakeServer server = new FakeServer(ReplayTest::answer)) {
      int code =
          execute(
              "--requests",
              requests.toString(),
              "--url",
              server.url(),
              "--connections",
              "1",
              "--repeat",
              "2",
              "--json",
              json.toString(),
              "--answers",
              answers.toString());

      assertEquals(1, code, err.toString());
      assertEquals("/openrtb2/bid", server.received().getFirst().pathAndQuery());
      assertEquals("application/json", server.received().getFirst().contentType());
      assertEquals(REQUEST.formatted("bid"), server.received().getFirst().body());
      assertEquals("{\"id\": \"plain\"}\r", server.received().get(2).body());
    }
    JsonNode figures = JsonMapper.shared().readTree(json.toFile());
    assertEquals(10, figures.path("requests").asInt());
    assertEquals(2, figures.path("bids").asInt());
    assertEquals(4, figures.path("noBids").asInt());
    assertEquals("{\"NO_ELIGIBLE_AD\":2,\"unknown\":2}", figures.path("noBidReasons").toString());
    assertEquals(2, figures.path("malformed").asInt());
    assertEquals(2, figures.path("errors").asInt());
    assertEquals("{\"status 500\":2}", figures.path("errorReasons").toString());
    for (String figure : List.of("p50", "p99", "p999", "max")) {
      assertTrue(figures.path("latencyMicros").path(figure).asLong() > 0, figures.toString());
    }
    assertTrue(out.toString().contains("first: 4-failing.json"), out.toString());
    List<String> lines = Files.readAllLines(answers);
    assertEquals(10, lines.size());
    JsonNode first = JsonMapper.shared().readTree(lines.get(0));
    assertEquals("1-bid.json", first.path("file").asString());
    assertEquals("b", first.at("/body/seatbid/0/bid/0/id").asString());
    JsonNode second = JsonMapper.shared().readTree(lines.get(1));
    assertEquals("2-more.jsonl.gz:1", second.path("file").asString());
    assertEquals(204, second.path("status").asInt());
    assertEquals("NO_ELIGIBLE_AD", second.path("reason").asString());
  }

  @Test
  void replayShouldSendAllOverSeveralConnectionsWhenThereIsARate() throws IOException {
    Path lines = directory.resolve("requests.jsonl");
    Files.write(
        lines,
        Stream.iterate(0, i -> i + 1)
            .limit(200)
            .map(i -> "{\"id\": \"none\", \"n\": " + i + "}")
            .toList());
    Path json = directory.resolve("figures.json");
    try (FakeServer server = new FakeServer(ReplayTest::answer)) {
      int code =
          execute(
              "--requests",
              lines.toString(),
              "--url",
              server.url() + "/own/path?x=1",
              "--rate",
              "2000",
              "--connections",
              "4",
              "--json",
              json.toString());

      assertEquals(0, code, err + "\n" + out);
      assertEquals("/own/path?x=1", server.received().getFirst().pathAndQuery());
      Set<String> bodies =
          server.received().stream()
              .map(FakeServer.Received::body)
              .collect(Collectors.toUnmodifiableSet());
      assertEquals(200, bodies.size());
    }
    JsonNode figures = JsonMapper.shared().readTree(json.toFile());
    assertEquals(200, figures.path("noBids").asInt());
    assertEquals(2000, figures.path("rate").asInt());
    assertTrue(figures.path("seconds").asDouble() >= 199 / 2000.0, figures.toString());
  }

  @Test
  void replayShouldEndWithOneLineWhenInputIsWrong() throws IOException {
    Path request = Files.writeString(directory.resolve("r.json"), REQUEST.formatted("none"));
    Path empty = Files.createDirectory(directory.resolve("empty"));
    Path blank = Files.writeString(directory.resolve("blank.json"), "\n");
    Path cut = Files.write(directory.resolve("cut.json.gz"), new byte[] {0x1F, (byte) 0x8B, 8});
    int closedPort;
    try (ServerSocket closed = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      closedPort = closed.getLocalPort();
    }
    String nobody = "http://127.0.0.1:" + closedPort;

    assertWrong("gone: there is no such file", "--requests", directory + "/gone", "--url", nobody);
    assertWrong("no request in it", "--requests", empty.toString(), "--url", nobody);
    assertWrong("the file is empty", "--requests", blank.toString(), "--url", nobody);
    assertWrong("cut short", "--requests", cut.toString(), "--url", nobody);
    assertWrong(
        nobody + "/openrtb2/bid: no server can be reached there",
        "--requests",
        request.toString(),
        "--url",
        nobody);
    assertWrong("--url is ftp://x", "--requests", request.toString(), "--url", "ftp://x");
    assertWrong("--url is a b", "--requests", request.toString(), "--url", "a b");
    assertWrong(
        "--timeout is soon",
        "--requests",
        request.toString(),
        "--url",
        nobody,
        "--timeout",
        "soon");
    assertWrong("--rate is 0", "--requests", request.toString(), "--url", nobody, "--rate", "0");
  }

  @Test
  void replayShouldSendEveryRecordedRequestWhenGivenTheSamples() throws IOException {
    Path requests = SharedData.require("openrtb/requests");
    Path malformed = SharedData.require("openrtb/malformed");
    try (FakeServer server = new FakeServer(request -> FakeServer.Answer.of(204));
        Stream<Path> files = Files.list(requests);
        Stream<Path> others = Files.list(malformed)) {
      int code =
          execute("--requests", requests.toString(), malformed.toString(), "--url", server.url());

      assertEquals(0, code, err.toString());
      assertEquals(files.count() + others.count(), server.received().size());
    }
  }

  private static FakeServer.Answer answer(FakeServer.Received request) {
    String body = request.body();
    if (body.contains("failing")) {
      return FakeServer.Answer.of(500);
    }
    if (body.contains("none")) {
      return FakeServer.Answer.noBid("NO_ELIGIBLE_AD");
    }
    if (body.contains("plain")) {
      return FakeServer.Answer.of(204);
    }
    return body.contains("bid") ? FakeServer.Answer.json(BID) : FakeServer.Answer.of(400);
  }

  private void assertWrong(String message, String... arguments) {
    err.getBuffer().setLength(0);

    assertEquals(2, execute(arguments), err.toString());
    assertTrue(err.toString().contains(message), err.toString());
  }

  private int execute(String... arguments) {
    CommandLine line = Replay.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return line.execute(arguments);
  }
}
