package io.bidder.benchmarks.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.serve.BidderServer;
import io.bidder.eventlog.cli.Events;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.settings.command.Commands;
import io.bidder.trainer.JoinEvents;
import io.bidder.trainer.Train;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From a bid to a model that has learned from it, as docs/howto/learn-from-events.md tells it. */
class OutcomeStoryTest {
  private static final Path DEMO = Path.of("../bidder/demo").toAbsolutePath().normalize();
  private static final String BASE = "http://bidder.test";

  @TempDir private Path directory = Path.of("");

  private final HttpClient client = HttpClient.newHttpClient();

  private BidderServer start() throws Exception {
    return BidderServer.start(
        ServerConfig.load(
            null,
            List.of(
                "http.port=0",
                "admin.port=0",
                "admin.host=127.0.0.1",
                "admin.scrapeInterval=0s",
                "bid.deadline=10s",
                "http.drainGrace=0ms",
                "http.publicUrl=" + BASE,
                "model.store=" + DEMO.resolve("store"),
                "catalogue.file=" + DEMO.resolve("campaigns.yaml"),
                "events.sync=os",
                "outcomes.conversionTokens=" + tokens(),
                "events.dir=" + directory.resolve("events"))),
        InstantSource.system());
  }

  private static String token(String domain) {
    return domain + "-of-32-letters-or-more-that-nobody-knows";
  }

  /** A file with a token for each of the demo's advertisers. */
  private Path tokens() throws Exception {
    String lines =
        Pattern.compile("(?m)^  - \\{id: (.*), domain: ([^,]*),")
            .matcher(Files.readString(DEMO.resolve("campaigns.yaml")))
            .results()
            .map(advertiser -> advertiser.group(1) + ": " + token(advertiser.group(2)) + "\n")
            .collect(Collectors.joining());
    return Files.writeString(directory.resolve("tokens"), lines);
  }

  private JsonNode post(BidderServer server, String domain, String orders) throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + server.port() + "/n/conversions"))
                .header("Authorization", "Bearer " + token(domain))
                .POST(HttpRequest.BodyPublishers.ofString(orders))
                .build(),
            BodyHandlers.ofString());
    assertEquals(200, answer.statusCode(), answer::body);
    return JsonMapper.shared().readTree(answer.body()).path("results");
  }

  private HttpResponse<String> get(BidderServer server, String url) throws Exception {
    String path = url.startsWith(BASE) ? url.substring(BASE.length()) : url;
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
        BodyHandlers.ofString());
  }

  private JsonNode bid(BidderServer server, int user) throws Exception {
    String request =
        """
        {"id": "r%d", "imp": [{"id": "1", "banner": {"w": 300, "h": 250}, "secure": 1}],
         "site": {"domain": "news%d.example"}, "user": {"id": "u%d"},
         "device": {"ua": "Mozilla/5.0 (Windows NT 10.0) Chrome/126.0", "geo": {"country": "USA"}}}
        """
            .formatted(user, user % 3 + 1, user);
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + server.port() + "/openrtb2/bid"))
                .POST(HttpRequest.BodyPublishers.ofString(request))
                .build(),
            BodyHandlers.ofString());
    assertEquals(200, answer.statusCode());
    return JsonMapper.shared().readTree(answer.body()).path("seatbid").path(0).path("bid").path(0);
  }

  private static String filled(String url) {
    return url.replace("${AUCTION_PRICE}", "0.5")
        .replace("${AUCTION_CURRENCY}", "USD")
        .replace("${AUCTION_MIN_TO_WIN}", "");
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start) + start.length();
    return text.substring(from, text.indexOf(end, from));
  }

  /** Wins, shows, clicks and orders, each twice; returns the bid's id. */
  private String live(BidderServer server, JsonNode bid, boolean clicks, int order)
      throws Exception {
    String html = bid.path("adm").asString();
    for (int times = 0; times < 2; times++) {
      assertEquals(200, get(server, filled(bid.path("nurl").asString())).statusCode());
      assertEquals(200, get(server, filled(bid.path("burl").asString())).statusCode());
      String pixel = filled(between(html, "<img src=\"" + BASE, "\""));
      assertEquals(200, get(server, pixel).statusCode());
      if (clicks) {
        HttpResponse<String> click = get(server, between(html, "<a href=\"" + BASE, "\""));
        assertEquals(302, click.statusCode());
        String landing = click.headers().firstValue("Location").orElse("");
        if (order > 0) {
          String id = landing.substring(landing.indexOf("click=") + 6);
          String conversion = "/n/conversion?click=" + id + "&order=o" + order;
          assertEquals(200, get(server, conversion + "&value=12.34&cur=USD").statusCode());
          String told = "{\"click\": \"%s\", \"order\": \"o%d\"}".formatted(id, order);
          assertEquals(
              "duplicate",
              post(server, bid.path("adomain").path(0).asString(), told)
                  .path(0)
                  .path("result")
                  .asString());
        }
      }
    }
    return bid.path("id").asString();
  }

  private static double metric(HttpResponse<String> scrape, String series) {
    return scrape
        .body()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .sum();
  }

  private static String run(Object command, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Commands.of(command);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    assertEquals(0, line.execute(arguments), err::toString);
    return out.toString();
  }

  @Test
  void bidShouldBecomeARowThatAModelLearnsFromWhenItsOutcomesAreTold() throws Exception {
    Random random = new Random(1);
    String story;
    int bids = 150;
    try (BidderServer server = start()) {
      story = live(server, bid(server, 0), true, 1);
      for (int i = 1; i < bids; i++) {
        boolean clicks = random.nextInt(3) == 0;
        live(server, bid(server, i), clicks, clicks && random.nextInt(2) == 0 ? i + 1 : 0);
      }
      HttpResponse<String> scrape =
          client.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + server.adminPort() + "/metrics"))
                  .build(),
              BodyHandlers.ofString());
      for (String kind : List.of("win", "billed", "impression")) {
        String series = "bidder_outcomes_total{kind=\"" + kind + "\",result=\"%s\"}";
        assertEquals(bids, metric(scrape, series.formatted("accepted")));
        assertEquals(bids, metric(scrape, series.formatted("duplicate")));
      }
    }
    String events = directory.resolve("events").toString();
    List<String> kinds = new ArrayList<>();
    for (String line :
        run(new Events(), "cat", "--events", events, "--bid", story).lines().toList()) {
      kinds.add(JsonMapper.shared().readTree(line).path("kind").asString());
    }
    assertEquals(List.of("bid", "win", "billed", "impression", "click", "conversion"), kinds);

    Path rows = directory.resolve("rows.csv");
    String store = copy(DEMO.resolve("store"), directory.resolve("store")).toString();
    run(
        new JoinEvents(),
        "--events",
        events,
        "--store",
        store,
        "--settle-after",
        "0s",
        "--out",
        rows.toString());
    List<String> lines = Files.readAllLines(rows);
    assertEquals(bids + 1, lines.size());
    assertEquals(1, lines.stream().filter(line -> line.contains(story)).count());

    String before = new DirectoryModelStore(Path.of(store)).currentId().orElseThrow();
    run(
        new Train(),
        "--events",
        events,
        "--store",
        store,
        "--settle-after",
        "0s",
        "--epochs",
        "1",
        "--members",
        "1");
    String after = new DirectoryModelStore(Path.of(store)).currentId().orElseThrow();
    assertNotEquals(before, after);
    assertTrue(
        new DirectoryModelStore(Path.of(store))
            .open(after)
            .manifest()
            .training()
            .toString()
            .contains("rows=" + bids));
  }

  @Test
  void outcomesShouldCountOnceWhenTheServerIsStartedAnew() throws Exception {
    JsonNode bid;
    try (BidderServer server = start()) {
      bid = bid(server, 1);
      live(server, bid, true, 1);
    }
    try (BidderServer server = start()) {
      live(server, bid, true, 1);
      // The same order, told of another click, and what takes it back.
      JsonNode other = bid(server, 2);
      live(server, other, true, 1);
    }
    String events = directory.resolve("events").toString();
    String counts = run(new Events(), "stats", "--events", events);
    long conversions =
        run(new Events(), "cat", "--events", events, "--kind", "conversion").lines().count();
    assertEquals(1, conversions, counts);
    assertEquals(
        2, run(new Events(), "cat", "--events", events, "--kind", "win").lines().count(), counts);
  }

  private static Path copy(Path from, Path to) throws Exception {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    return to;
  }
}
