package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.testing.Waits;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server's process on its way down, as an exchange and an orchestrator see it. */
class EndSignalsTest {
  private static final Pattern STARTED =
      Pattern.compile("bidding on http://127.0.0.1:(\\d+)/.*admin on http://localhost:(\\d+)");

  @TempDir private Path directory = Path.of("");

  @Test
  void bidsAndOutcomesShouldGoOnAfterReadinessHasUntilASecondSignal() throws Exception {
    Process process = start("http.drainDelay=10m");
    try {
      Matcher ports = awaitStart(process);
      assertEquals(200, get(ports.group(2), "/readyz").statusCode());
      process.destroy();
      Waits.until("a drain", () -> get(ports.group(2), "/readyz").statusCode() == 503);
      assertEquals("draining", get(ports.group(2), "/readyz").body().strip());

      HttpResponse<String> answer = bid(ports.group(1));
      assertEquals(200, answer.statusCode());
      assertTrue(answer.headers().firstValue("connection").isEmpty(), answer.headers()::toString);
      JsonNode bid = JsonMapper.shared().readTree(answer.body()).at("/seatbid/0/bid/0");
      URI notice = URI.create(bid.path("burl").asString().replaceAll("\\$\\{[^}]+}", ""));
      String path = notice.getRawPath() + "?" + notice.getRawQuery();
      assertEquals(200, get(ports.group(1), path).statusCode());
      assertEquals(200, get(ports.group(2), "/healthz").statusCode());

      process.destroy();
      assertEnds(process, 143);
      assertThrows(ConnectException.class, () -> bid(ports.group(1)));
      assertLogs("SIGTERM: /readyz says 503, and bids go on for 600000 ms", "the bid port closes");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void serverShouldEndByItselfWhenItsDelayIsOver() throws Exception {
    Process process = start("http.drainDelay=50ms");
    try {
      awaitStart(process);
      process.destroy();
      assertEnds(process, 143);
      assertLogs("bids go on for 50 ms", "the bid port closes", "has ended in order");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void ctrlCShouldNotWait() throws Exception {
    Process process = start("http.drainDelay=10m");
    try {
      awaitStart(process);
      String pid = Long.toString(process.pid());
      assertEquals(0, new ProcessBuilder("kill", "-INT", pid).start().waitFor());
      assertEnds(process, 130);
      assertLogs("SIGINT: /readyz says 503", "the bid port closes", "has ended in order");
    } finally {
      process.destroyForcibly();
    }
  }

  private Process start(String drainDelay) throws IOException {
    List<String> command = new ArrayList<>();
    // Whoever runs tests in the background has SIGINT ignored.
    command.addAll(List.of("env", "--default-signal=INT"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add(Main.class.getName());
    for (String set :
        List.of(
            drainDelay,
            "http.port=0",
            "http.host=127.0.0.1",
            "http.drainGrace=0ms",
            "admin.port=0",
            "bid.deadline=10s",
            "bid.threads=1",
            "events.dir=" + directory.resolve("events"),
            "events.sync=os",
            "model.store=" + DemoStore.DEMO,
            "catalogue.file=" + Path.of("demo/campaigns.yaml").toAbsolutePath())) {
      command.add("--set");
      command.add(set);
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile());
    // A long command line is more than ONNX Runtime takes.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder.start();
  }

  private Matcher awaitStart(Process process) throws Exception {
    Waits.until("a server", () -> STARTED.matcher(log()).find() || !process.isAlive());
    Matcher started = STARTED.matcher(log());
    assertTrue(started.find(), this::log);
    return started;
  }

  private void assertEnds(Process process, int code) throws InterruptedException {
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), () -> "it goes on: " + log());
    assertEquals(code, process.exitValue(), this::log);
  }

  /** Asserts that the log has some parts, in this order. */
  private void assertLogs(String... parts) {
    String log = log();
    int from = 0;
    for (String part : parts) {
      from = log.indexOf(part, from);
      assertTrue(from >= 0, () -> "no '" + part + "' where it belongs in: " + log);
    }
  }

  private String log() {
    try {
      return Files.readString(directory.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** By a connection of its own, as everything here. */
  private static HttpResponse<String> bid(String port) throws Exception {
    return send(
        request(port, "/openrtb2/bid")
            .POST(
                BodyPublishers.ofByteArray(
                    RunningBidder.withoutHurry(WarmUp.requests().getFirst()))));
  }

  private static HttpResponse<String> get(String port, String path) throws Exception {
    return send(request(port, path));
  }

  private static HttpRequest.Builder request(String port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(30));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }
}
