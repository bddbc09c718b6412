package io.bidder.benchmarks.attack.kind;

import io.bidder.benchmarks.attack.victim.Victim;
import io.bidder.benchmarks.attack.wire.HttpBytes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks what is bid for some requests whose price cannot change while nothing else does. */
final class FixedRequests {
  private static final int REQUESTS = 8;
  private static final Duration WITHIN = Duration.ofSeconds(5);

  private FixedRequests() {}

  /** The first price of each request's answer, or what came instead of one. */
  static List<String> prices(Victim victim) throws InterruptedException {
    URI url = URI.create("http://127.0.0.1:" + victim.server().address().getPort() + HttpBytes.BID);
    List<String> prices = new ArrayList<>();
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (byte[] body : victim.goodBodies().subList(0, REQUESTS)) {
        prices.add(price(client, url, body));
      }
    }
    return prices;
  }

  private static String price(HttpClient client, URI url, byte[] body) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(WITHIN)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        return answer.statusCode() + answer.headers().firstValue("x-bidder-nobid").orElse("");
      }
      JsonNode bids = JsonMapper.shared().readTree(answer.body());
      return bids.path("seatbid").path(0).path("bid").path(0).path("price").asString("none");
    } catch (IOException e) {
      return "no answer";
    }
  }
}
