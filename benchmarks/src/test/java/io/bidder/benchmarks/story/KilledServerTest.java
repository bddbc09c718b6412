package io.bidder.benchmarks.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.benchmarks.bench.process.Cores;
import io.bidder.benchmarks.bench.process.Launcher;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Kind;
import io.bidder.eventlog.segment.LogReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a server while outcomes arrive, again and again: {@code -Dbidder.kills=50} for more than
 * the build's few.
 */
class KilledServerTest {
  private static final int KILLS = Integer.getInteger("bidder.kills", 3);
  private static final int CLIENTS = 4;
  private static final int START_SECONDS = 120;
  private static final Path DEMO = Path.of("../bidder/demo").toAbsolutePath().normalize();
  private static final String BASE = "http://bidder.test";
  private static final Pattern READY = Pattern.compile("bidding on http://[^ ]*:([0-9]+)/");
  private static final Pattern URL = Pattern.compile(BASE + "(/n/([a-z])/[A-Za-z0-9_-]+)");
  private static final Pattern ID = Pattern.compile("\"bid\":\\[\\{\"id\":\"([0-9a-f]{32})\"");
  private static final Map<String, Kind> KINDS =
      Map.of(
          "w", Kind.WIN, "b", Kind.BILLED, "l", Kind.LOSS, "i", Kind.IMPRESSION, "c", Kind.CLICK);

  @TempDir private Path directory = Path.of("");

  /** Those that were answered, as bid and kind, with the URL. */
  private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();

  private record Acknowledged(String bidId, Kind kind, String path) {
    String key() {
      return bidId + " " + kind;
    }
  }

  private Process start() throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("http.port", "0");
    settings.put("admin.port", "0");
    settings.put("admin.host", "127.0.0.1");
    settings.put("bid.deadline", "10s");
    settings.put("http.drainGrace", "0ms");
    settings.put("http.publicUrl", BASE);
    settings.put("model.store", DEMO.resolve("store").toString());
    settings.put("catalogue.file", DEMO.resolve("campaigns.yaml").toString());
    settings.put("events.dir", directory.toString());
    settings.put("events.segmentBytes", "1MiB");
    Launcher.Command command =
        Launcher.ofThisJvm(Cores.of(0)).server(List.of("-Xmx400m"), settings);
    ProcessBuilder builder = new ProcessBuilder(command.words()).redirectErrorStream(true);
    builder.environment().put("CLASSPATH", command.classPath());
    return builder.start();
  }

  /** The port, once it bids. */
  private static int port(Process server) throws IOException {
    BufferedReader lines = server.inputReader(StandardCharsets.UTF_8);
    List<String> said = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      said.add(line);
      Matcher ready = READY.matcher(line);
      if (ready.find()) {
        Thread.ofPlatform().daemon(true).start(() -> lines.lines().forEach(_ -> {}));
        return Integer.parseInt(ready.group(1));
      }
    }
    throw new IOException("ended before it was ready: " + said);
  }

  /** Bids and tells of outcomes until the server is gone. */
  private void live(int port, CountDownLatch busy) {
    String at = "http://127.0.0.1:" + port;
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (true) {
        String answer =
            client
                .send(
                    HttpRequest.newBuilder(URI.create(at + "/openrtb2/bid"))
                        .timeout(Duration.ofSeconds(20))
                        .POST(
                            HttpRequest.BodyPublishers.ofString(
                                """
                                {"id": "r", "imp": [{"id": "1", "banner": {"w": 300, "h": 250}, "secure": 1}],
                                 "site": {"domain": "news1.example"}, "device": {"geo": {"country": "USA"}}}
                                """))
                        .build(),
                    BodyHandlers.ofString())
                .body();
        Matcher id = ID.matcher(answer);
        assertTrue(id.find(), answer);
        Matcher url = URL.matcher(answer);
        while (url.find()) {
          tell(client, at, id.group(1), url.group(2), url.group(1));
        }
        busy.countDown();
      }
    } catch (IOException e) {
      // It was killed, as it should be.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(HttpClient client, String at, String bid, String letter, String path)
      throws IOException, InterruptedException {
    HttpResponse<Void> told =
        client.send(
            HttpRequest.newBuilder(URI.create(at + path)).timeout(Duration.ofSeconds(20)).build(),
            BodyHandlers.discarding());
    Kind kind = KINDS.get(letter);
    if (kind != null && (told.statusCode() == 200 || told.statusCode() == 302)) {
      acknowledged.add(new Acknowledged(bid, kind, path));
    }
  }

  @Test
  void outcomeShouldBeInTheLogOnceWhenItWasAnsweredBeforeAKill() throws Exception {
    Random random = new Random(1);
    for (int kill = 0; kill < KILLS; kill++) {
      Process server = start();
      try {
        int port = port(server);
        CountDownLatch busy = new CountDownLatch(1 + random.nextInt(60));
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          clients.add(Thread.ofPlatform().start(() -> live(port, busy)));
        }
        assertTrue(busy.await(START_SECONDS, TimeUnit.SECONDS));
        server.destroyForcibly().waitFor();
        for (Thread client : clients) {
          assertTrue(client.join(Duration.ofSeconds(60)));
        }
      } finally {
        server.destroyForcibly().waitFor();
      }
    }
    sendAgain();
    Map<String, Integer> inLog = new HashMap<>();
    try (LogReader reader = LogReader.openAtStart(directory)) {
      while (reader.next()) {
        Event event = Event.read(reader.payload());
        // Requests that are kept as they came have no bid.
        if (event.happening() instanceof Happening.OfBid) {
          inLog.merge(event.bidId() + " " + event.happening().kind(), 1, Integer::sum);
        }
      }
    }
    for (Acknowledged told : acknowledged) {
      assertEquals(1, inLog.getOrDefault(told.key(), 0), told::toString);
    }
    inLog.values().removeIf(times -> times == 1);
    assertEquals(Map.of(), inLog);
    System.out.println(KILLS + " kills, " + acknowledged.size() + " outcomes, each there once");
  }

  /** The exchange did not hear the answer to some: it sends them again. */
  private void sendAgain() throws Exception {
    Process server = start();
    try (HttpClient client = HttpClient.newHttpClient()) {
      String at = "http://127.0.0.1:" + port(server);
      int every = Math.max(1, acknowledged.size() / 200);
      int number = 0;
      for (Acknowledged told : List.copyOf(acknowledged)) {
        if (number++ % every == 0) {
          HttpResponse<Void> again =
              client.send(
                  HttpRequest.newBuilder(URI.create(at + told.path)).build(),
                  BodyHandlers.discarding());
          assertTrue(again.statusCode() == 200 || again.statusCode() == 302, told::toString);
        }
      }
    } finally {
      Launcher.stop(server, 20);
    }
  }
}
