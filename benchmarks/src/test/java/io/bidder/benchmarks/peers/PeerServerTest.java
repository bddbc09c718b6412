package io.bidder.benchmarks.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.benchmarks.peers.PeerServer.Kind;
import io.bidder.benchmarks.subject.BenchModel;
import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.serve.BidderServer;
import io.bidder.market.traffic.MadeCatalogue;
import io.bidder.market.traffic.MadeRequests;
import io.bidder.market.traffic.RequestMix;
import io.bidder.modelstore.Manifest.Precision;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The peers answer as our server does: same model, same requests, same ads, same prices. */
class PeerServerTest {
  private static final int CANDIDATES = 8;
  private static final List<byte[]> REQUESTS = MadeRequests.bodies(RequestMix.REPORT, 20, 11);

  @TempDir private static Path directory;

  private static BenchModel model;
  private static Path catalogue;
  private static List<Map<String, JsonNode>> ours;

  @BeforeAll
  static void askOurServer() throws IOException, InterruptedException {
    model = BenchModel.in(directory, 300, Precision.FLOAT32);
    catalogue =
        Files.writeString(directory.resolve("ads.yaml"), MadeCatalogue.forAll(CANDIDATES, 100));
    ServerConfig config =
        ServerConfig.load(
            null,
            List.of(
                "http.port=0",
                "admin.port=0",
                "admin.host=127.0.0.1",
                "bid.deadline=10s",
                "bid.threads=1",
                // The peers cut no bid.
                "bid.maxCpm=1000000",
                "model.store=" + model.store(),
                "catalogue.file=" + catalogue));
    ours = new ArrayList<>();
    try (BidderServer server = BidderServer.start(config, InstantSource.system());
        HttpClient client = HttpClient.newHttpClient()) {
      for (byte[] body : REQUESTS) {
        ours.add(bids(post(client, server.port(), withoutHurry(body))));
      }
    }
  }

  @AfterAll
  static void forget() {
    ours.clear();
  }

  @ParameterizedTest
  @EnumSource(names = {"TEXTBOOK", "TUNED"})
  void bidsShouldBeOursWhenRequestsAndModelAreTheSame(Kind kind) throws Exception {
    try (PeerServer peer =
        PeerServer.start(kind, 0, model.stockFile(), model.schema(), catalogue)) {
      assertSameBids(peer.port());
    }
  }

  /** DJL wants to be the first in its process to use ONNX Runtime. */
  @Test
  void bidsShouldBeOursWhenThePeerIsAProcessOfItsOwn() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                Peer.class.getName(),
                "--kind=djl",
                "--port=0",
                "--model=" + model.stockFile(),
                "--store=" + model.store(),
                "--catalogue=" + catalogue)
            .redirectError(directory.resolve("djl.log").toFile());
    // Not as an argument: ONNX Runtime crashes where the command line is long.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.start();
    try (BufferedReader output = process.inputReader()) {
      String line = output.readLine();
      assertTrue(
          line != null && line.startsWith("listening on "),
          () -> line + "\n" + text(directory.resolve("djl.log")));
      assertSameBids(Integer.parseInt(line.substring("listening on ".length())));
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertSameBids(int port) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      int bids = 0;
      for (int i = 0; i < REQUESTS.size(); i++) {
        Map<String, JsonNode> theirs = bids(post(client, port, REQUESTS.get(i)));
        Map<String, JsonNode> expected = ours.get(i);
        assertEquals(expected.keySet(), theirs.keySet());
        for (Map.Entry<String, JsonNode> one : expected.entrySet()) {
          double price = one.getValue().path("price").asDouble();
          JsonNode bid = Objects.requireNonNull(theirs.get(one.getKey()));
          assertEquals(price, bid.path("price").asDouble(), 1e-3 * price);
          assertEquals(one.getValue().path("crid"), bid.path("crid"));
          assertEquals(one.getValue().path("adm"), bid.path("adm"));
          bids++;
        }
      }
      assertTrue(bids >= REQUESTS.size(), bids + " bids");

      JsonNode stats = JsonMapper.shared().readTree(get(client, port, "/stats").body());
      assertEquals(REQUESTS.size(), stats.path("requests").asInt());
      assertEquals(bids, stats.path("bids").asInt());
      assertEquals(bids * CANDIDATES, stats.path("candidatesScored").asInt());
      assertTrue(stats.path("allocatedBytes").asLong() > 0);
      assertTrue(stats.path("cpuNanos").asLong() > 0);

      assertEquals(204, post(client, port, bytes(NOBODYS_SIZE)).statusCode());
      assertEquals(400, post(client, port, bytes("{\"id\": ")).statusCode());
      assertEquals(400, post(client, port, bytes("{\"id\": \"1\"}")).statusCode());
      assertEquals(400, post(client, port, new byte[0]).statusCode());
    }
  }

  @Test
  void commandShouldSayWhatIsWrongWhenAnOptionIs() {
    assertEquals(
        2,
        Peer.commandLine().setErr(new PrintWriter(Writer.nullWriter())).execute("--kind", "other"));
  }

  private static final String NOBODYS_SIZE =
      """
      {"id": "1", "imp": [{"id": "1", "banner": {"w": 1, "h": 1}}], "site": {"domain": "a.example"}}
      """;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] withoutHurry(byte[] body) {
    return bytes(
        new String(body, StandardCharsets.UTF_8).replace("\"tmax\":100,", "\"tmax\":10000,"));
  }

  /** By impression. */
  private static Map<String, JsonNode> bids(HttpResponse<String> answer) {
    assertEquals(200, answer.statusCode());
    Map<String, JsonNode> bids = new TreeMap<>();
    for (JsonNode seat : JsonMapper.shared().readTree(answer.body()).path("seatbid")) {
      for (JsonNode bid : seat.path("bid")) {
        bids.put(bid.path("impid").asString(), bid);
      }
    }
    return bids;
  }

  private static HttpResponse<String> post(HttpClient client, int port, byte[] body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/openrtb2/bid"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(HttpClient client, int port, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
