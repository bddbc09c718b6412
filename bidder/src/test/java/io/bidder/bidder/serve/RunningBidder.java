package io.bidder.bidder.serve;

import io.bidder.bidder.bid.BidRecorder;
import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.pricing.Pace;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole server on free ports, and a client of it. */
final class RunningBidder implements AutoCloseable {
  private final BidderServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** The demo's, with some keys set; its deadline leaves a busy machine time. */
  RunningBidder(String... sets) {
    this(InstantSource.system(), why -> {}, Pace.NONE, null, sets);
  }

  /** Likewise, with parts that a test has its ways with. */
  RunningBidder(
      InstantSource clock,
      Consumer<String> ending,
      Pace pace,
      @Nullable BidRecorder recorder,
      String... sets) {
    List<String> all = new ArrayList<>();
    all.add("http.port=0");
    all.add("admin.port=0");
    all.add("admin.host=127.0.0.1");
    all.add("admin.scrapeInterval=0s");
    all.add("bid.deadline=10s");
    all.add("http.drainGrace=0ms");
    all.add("model.store=" + DemoStore.DEMO);
    all.add("catalogue.file=" + Path.of("demo/campaigns.yaml").toAbsolutePath());
    all.addAll(List.of(sets));
    server = BidderServer.start(ServerConfig.load(null, all), clock, ending, pace, recorder);
  }

  BidderServer server() {
    return server;
  }

  HttpResponse<String> bid(String json) throws IOException, InterruptedException {
    return bid(json.getBytes(StandardCharsets.UTF_8));
  }

  /** A recorded request with time enough for a busy machine. */
  static byte[] withoutHurry(byte[] recorded) {
    return new String(recorded, StandardCharsets.UTF_8)
        .replaceFirst("\"tmax\"\\s*:\\s*[0-9.]+", "\"tmax\": 10000")
        .getBytes(StandardCharsets.UTF_8);
  }

  HttpResponse<String> bid(byte[] body) throws IOException, InterruptedException {
    return post(server.port(), "/openrtb2/bid", body);
  }

  HttpResponse<String> bid(String exchange, String json) throws IOException, InterruptedException {
    return post(
        server.port(), "/openrtb2/" + exchange + "/bid", json.getBytes(StandardCharsets.UTF_8));
  }

  JsonNode explain(String json) throws IOException, InterruptedException {
    return JsonMapper.shared().readTree(explain("", json).body());
  }

  HttpResponse<String> explain(String query, String json) throws IOException, InterruptedException {
    return post(server.adminPort(), "/explain?" + query, json.getBytes(StandardCharsets.UTF_8));
  }

  /** The value of a series, named as a scrape names it. */
  double metric(String series) throws IOException, InterruptedException {
    HttpResponse<String> scrape = get(server.adminPort(), "/metrics");
    for (String line : scrape.body().split("\n", -1)) {
      if (line.startsWith(series + " ")) {
        return Double.parseDouble(line.substring(series.length() + 1));
      }
    }
    throw new AssertionError(series + " is not exported");
  }

  HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        BodyHandlers.ofString());
  }

  /** The answer to a readiness probe. */
  HttpResponse<String> readiness() throws IOException, InterruptedException {
    return get(server.adminPort(), "/readyz");
  }

  private HttpResponse<String> post(int port, String path, byte[] body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .POST(BodyPublishers.ofByteArray(body))
            .build(),
        BodyHandlers.ofString());
  }

  @Override
  public void close() {
    server.close();
    client.close();
  }
}
