package io.bidder.market.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.file.CatalogueReader;
import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.serve.BidderServer;
import io.bidder.market.replay.mapping.LogRequests;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.testing.Waits;
import io.bidder.trainer.Evaluate;
import io.bidder.trainer.Train;
import io.bidder.trainer.log.LogSchema;
import io.bidder.trainer.log.ReadOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The way from a log to a bid: what the trainer predicts is what the bidder bids. */
class TrainServeBidTest {
  /** Tests run in the module's directory. */
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Path CATALOGUE = ROOT.resolve("bidder/demo/campaigns.yaml");

  private static final int MAX_ROWS_TRIED = 4000;

  @TempDir private Path directory = Path.of("");

  private final AtomicLong nowMillis = new AtomicLong(System.currentTimeMillis());

  @Test
  void runningBidderShouldBidWhatAVersionPredictsOnceItIsTrainedAndPublished() throws Exception {
    Path log = directory.resolve("market.csv");
    Path schema = directory.resolve("schema.yaml");
    Path store = directory.resolve("store");
    Path predictions = directory.resolve("predictions.csv");
    copy(ROOT.resolve("bidder/demo/store"), store);
    // How often a person has seen a campaign is in the log, but not yet in the bidder.
    Files.write(
        schema,
        Files.readAllLines(ROOT.resolve("market/schema.yaml")).stream()
            .filter(line -> !line.contains("exposures"))
            .toList());
    String demo = new DirectoryModelStore(store).currentId().orElseThrow();

    try (BidderServer server = serve(store);
        HttpClient client = HttpClient.newHttpClient()) {
      assertEquals(demo, server.modelId());
      run(Market.commandLine(), "--rows", "20000", "--seed", "3", "--out", log.toString());
      run(
          new CommandLine(new Train()),
          "--log",
          log.toString(),
          "--schema",
          schema.toString(),
          "--store",
          store.toString(),
          "--members",
          "1",
          "--epochs",
          "2");
      String trained = new DirectoryModelStore(store).currentId().orElseThrow();
      assertNotEquals(demo, trained);
      Waits.until("version " + trained, () -> server.modelId().equals(trained));

      run(
          new CommandLine(new Evaluate()),
          "--log",
          log.toString(),
          "--store",
          store.toString(),
          "--all-rows",
          "--predictions",
          predictions.toString());
      assertBids(server, client, log, schema, predictions, trained);
    }
  }

  /** Sends rows of the log until one whose creative wins, as it did in the log. */
  private void assertBids(
      BidderServer server,
      HttpClient client,
      Path log,
      Path schema,
      Path predictions,
      String trained)
      throws Exception {
    Catalogue catalogue = CatalogueReader.read(CATALOGUE);
    List<String> rows = Files.readAllLines(log);
    List<String> predicted = Files.readAllLines(predictions);
    List<String> columns = List.of(rows.getFirst().split(","));
    List<LogRequests.Made> requests =
        new LogRequests(
                LogSchema.read(schema), Map.of("imp.banner.h", "slot_height"), 300, 250, 10_000)
            .read(List.of(log), ReadOptions.defaults());
    assertEquals(20_000, requests.size());
    int compared = 0;
    for (int row = 0; row < MAX_ROWS_TRIED; row++) {
      LogRequests.Made request = requests.get(row);
      nowMillis.set(request.epochMillis());
      String creative = rows.get(row + 1).split(",", -1)[columns.indexOf("creative")];
      JsonNode bid = bid(post(client, server.port(), "/openrtb2/bid", request.body()));
      if (bid == null || !bid.get("crid").asString().equals(creative)) {
        continue;
      }
      double pCtcvr = Double.parseDouble(predicted.get(row + 1).split(",", -1)[3]);
      Economics economics =
          catalogue.campaigns().stream()
              .filter(campaign -> campaign.id().equals(bid.get("cid").asString()))
              .findFirst()
              .orElseThrow()
              .economics();
      double valueCpm =
          pCtcvr * economics.averageOrderValueMicros() / 1e6 * economics.roasCoefficient() * 1000;
      assertEquals(valueCpm, bid.get("price").asDouble(), 2e-6 + 1e-4 * valueCpm, bid::toString);
      JsonNode explained =
          JsonMapper.shared()
              .readTree(post(client, server.adminPort(), "/explain", request.body()).body());
      assertEquals(trained, explained.get("model").asString());
      compared++;
    }
    assertTrue(compared >= 5, compared + " bids compared");
  }

  private BidderServer serve(Path store) {
    return BidderServer.start(
        ServerConfig.load(
            null,
            List.of(
                "http.port=0",
                "admin.port=0",
                "admin.host=127.0.0.1",
                "bid.deadline=10s",
                "bid.maxCpm=1000000",
                "model.pollInterval=100ms",
                "model.store=" + store,
                "catalogue.file=" + CATALOGUE)),
        () -> Instant.ofEpochMilli(nowMillis.get()));
  }

  private static void run(CommandLine command, String... arguments) {
    assertEquals(0, command.execute(arguments));
  }

  private static HttpResponse<String> post(HttpClient client, int port, String path, byte[] body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .POST(BodyPublishers.ofByteArray(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static @Nullable JsonNode bid(HttpResponse<String> answer) {
    if (answer.statusCode() == 204) {
      return null;
    }
    assertEquals(200, answer.statusCode(), answer.body());
    return JsonMapper.shared().readTree(answer.body()).get("seatbid").get(0).get("bid").get(0);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }
}
