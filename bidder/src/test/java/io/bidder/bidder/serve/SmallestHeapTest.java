package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.openrtb.WorstRequests;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server of its own process in the smallest heap that the pages name. */
class SmallestHeapTest {
  private static final int THREADS = 2;
  private static final int CONNECTIONS = 16;
  private static final long REQUESTS = 4_000;
  private static final Pattern STARTED =
      Pattern.compile("bidding on http://localhost:(\\d+)/.*admin on http://localhost:(\\d+)");
  private static final Pattern SMALLEST = Pattern.compile("smallest heap[^.]* is (\\d+) MiB");

  @TempDir private Path directory = Path.of("");

  @Test
  void heapShouldHoldTheWorstRequestsWhenItIsTheSmallestDocumented() throws Exception {
    int heapMib = smallestHeapMib();
    ServerConfig config =
        ServerConfig.load(null, List.of("bid.threads=" + THREADS, "http.ioThreads=1"));
    assertTrue(HeapNeed.bytes(config) <= (long) heapMib << 20, HeapNeed.bytes(config) + " bytes");

    Process server = start(heapMib);
    try {
      int[] ports = ports(server);
      Map<Integer, Integer> answers = attack(ports[0]);
      assertTrue(server.isAlive(), () -> "the server ended: " + log());
      assertEquals(Map.of(), without(answers, 200, 204));
      HttpResponse<String> ordinary = post(ports[0], ordinary());
      assertEquals(200, ordinary.statusCode(), () -> "no bid: " + ordinary.headers());
      assertFalse(log().contains("OutOfMemoryError"), this::log);
      String scrape = get(ports[1]);
      assertTrue(reached(scrape, "request-memory") > 0, "no request was too large");
      assertTrue(reached(scrape, "kept-memory") > 0, "no context was given up");
    } finally {
      server.destroy();
      assertTrue(server.waitFor(30, TimeUnit.SECONDS), "the server does not end");
    }
  }

  /**
   * With the options that {@code run} gives a server, but for a heap that depends on the machine.
   */
  private Process start(int heapMib) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String options =
        Files.readAllLines(Path.of("../run")).stream()
            .filter(line -> line.contains("-Xmn"))
            .findFirst()
            .orElseThrow();
    Matcher option = Pattern.compile("(?<=[\\s(])-X[\\w:+=-]+").matcher(options);
    while (option.find()) {
      command.add(option.group());
    }
    assertTrue(command.contains("-Xmn64m"), command::toString);
    command.add("-Xmx" + heapMib + "m");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add(Main.class.getName());
    for (String set :
        List.of(
            "http.port=0",
            "admin.port=0",
            "http.ioThreads=1",
            "http.drainDelay=0s",
            "bid.threads=" + THREADS,
            "bid.deadline=10s",
            "model.store=" + DemoStore.DEMO,
            "catalogue.file=" + Path.of("demo/campaigns.yaml").toAbsolutePath())) {
      command.add("--set");
      command.add(set);
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    // A long command line is more than ONNX Runtime takes.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.redirectError(directory.resolve("log").toFile());
    return builder.start();
  }

  private int[] ports(Process server) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher started = STARTED.matcher(line);
      if (started.find()) {
        return new int[] {Integer.parseInt(started.group(1)), Integer.parseInt(started.group(2))};
      }
    }
    throw new AssertionError("the server did not start: " + log());
  }

  private String log() {
    try {
      return Files.readString(directory.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static int smallestHeapMib() throws IOException {
    Matcher smallest = SMALLEST.matcher(Files.readString(Path.of("../docs/reference/limits.md")));
    assertTrue(smallest.find(), "limits.md names no smallest heap");
    return Integer.parseInt(smallest.group(1));
  }

  /** The worst requests, on many connections at once; tells how many answers had which status. */
  static Map<Integer, Integer> attack(int port) throws Exception {
    Map<Integer, Integer> answers = new TreeMap<>();
    AtomicLong seeds = new AtomicLong();
    try (ExecutorService senders = Executors.newFixedThreadPool(CONNECTIONS);
        HttpClient client = client()) {
      List<Future<?>> sent = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        sent.add(
            senders.submit(() -> {
              for (long seed = seeds.getAndIncrement();
                  seed < REQUESTS;
                  seed = seeds.getAndIncrement()) {
                byte[] body =
                    seed % 10 == 0 ? WorstRequests.fattest() : WorstRequests.request(seed);
                int status = client.send(bid(port, body), BodyHandlers.discarding()).statusCode();
                synchronized (answers) {
                  answers.merge(status, 1, Integer::sum);
                }
              }
              return null;
            }));
      }
      for (Future<?> sender : sent) {
        sender.get(120, TimeUnit.SECONDS);
      }
    }
    return answers;
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  private static HttpRequest bid(int port, byte[] body) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(body);
    }
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/openrtb2/bid"))
        .header("Content-Encoding", "gzip")
        .timeout(Duration.ofSeconds(60))
        .POST(BodyPublishers.ofByteArray(zipped.toByteArray()))
        .build();
  }

  private static byte[] ordinary() {
    return RunningBidder.withoutHurry(WarmUp.requests().getFirst());
  }

  private static HttpResponse<String> post(int port, byte[] body) throws Exception {
    try (HttpClient client = client()) {
      return client.send(bid(port, body), BodyHandlers.ofString());
    }
  }

  private static String get(int adminPort) throws Exception {
    try (HttpClient client = client()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + "/metrics"))
                  .build(),
              BodyHandlers.ofString())
          .body();
    }
  }

  private static double reached(String scrape, String limit) {
    Matcher series =
        Pattern.compile("bidder_limit_reached_total\\{limit=\"" + limit + "\"} (\\S+)")
            .matcher(scrape);
    assertTrue(series.find(), limit + " is not exported");
    return Double.parseDouble(series.group(1));
  }

  private static Map<Integer, Integer> without(Map<Integer, Integer> answers, int... expected) {
    Map<Integer, Integer> others = new TreeMap<>(answers);
    for (int status : expected) {
      others.remove(status);
    }
    return others;
  }
}
