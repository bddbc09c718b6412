package io.bidder.bidder.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.admin.ExplainHandler.Explanation;
import io.bidder.bidder.config.AdminConfig;
import io.bidder.bidder.http.BindFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminServerTest {
  private static final AdminConfig ANY_PORT = new AdminConfig(0, "localhost");

  private volatile @Nullable String notReady = "no model yet";

  private volatile ExplainHandler explain =
      (body, parameters) ->
          new Explanation(
              200, new String(body, StandardCharsets.UTF_8) + "?" + parameters.get("exchange"));

  private final AdminServer server =
      AdminServer.start(
          ANY_PORT,
          () -> "bidder_up 1\n",
          () -> notReady,
          (body, parameters) -> explain.explain(body, parameters));

  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Test
  void metricsShouldBeWhatTheRegistryGives() throws Exception {
    HttpResponse<String> response = get("/metrics");
    assertEquals(200, response.statusCode());
    assertEquals("bidder_up 1\n", response.body());
    assertEquals(
        "text/plain; version=0.0.4; charset=utf-8",
        response.headers().firstValue("content-type").orElseThrow());
  }

  @Test
  void readinessShouldSayWhyNotUntilReadyWhileHealthIsGood() throws Exception {
    assertEquals(200, get("/healthz").statusCode());
    HttpResponse<String> response = get("/readyz");
    assertEquals(503, response.statusCode());
    assertEquals("no model yet\n", response.body());
    notReady = null;
    assertEquals(200, get("/readyz").statusCode());
    notReady = "draining";
    assertEquals("draining\n", get("/readyz").body());
    assertEquals(200, get("/healthz").statusCode());
  }

  @Test
  void explainShouldGetBodyAndParameters() throws Exception {
    HttpResponse<String> response = post("/explain?exchange=a%20b&x=1", "{\"id\":\"1\"}");
    assertEquals(200, response.statusCode());
    assertEquals("{\"id\":\"1\"}?a b", response.body());
    assertEquals("application/json", response.headers().firstValue("content-type").orElseThrow());
  }

  @Test
  void explainShouldAnswerAnInternalErrorWhenItFails() throws Exception {
    explain =
        (body, parameters) -> {
          throw new IllegalStateException("a bug, on purpose");
        };
    assertEquals(500, post("/explain", "x").statusCode());
    assertEquals(200, get("/healthz").statusCode());
  }

  @Test
  void explainShouldTurnAwayWhoeverComesWhenTooManyWait() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Semaphore running = new Semaphore(0);
    explain =
        (body, parameters) -> {
          running.release();
          try {
            go.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return new Explanation(200, "{}");
        };
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (int i = 0; i < AdminServer.MAX_RUNNING + AdminServer.MAX_WAITING + 1; i++) {
      waiting.add(client.sendAsync(explainRequest(), BodyHandlers.ofString()));
    }
    running.acquire(AdminServer.MAX_RUNNING);
    // All but one fit; the one that does not is the only one that can be answered now.
    Object first = CompletableFuture.anyOf(waiting.toArray(new CompletableFuture<?>[0])).get();
    assertEquals(503, ((HttpResponse<?>) first).statusCode());
    go.countDown();
    int refused = 0;
    for (CompletableFuture<HttpResponse<String>> response : waiting) {
      refused += response.get().statusCode() == 503 ? 1 : 0;
    }
    assertEquals(1, refused);
  }

  @Test
  void unknownPathShouldBeToldWhatThereIs() throws Exception {
    HttpResponse<String> response = get("/metric");
    assertEquals(404, response.statusCode());
    for (String path : List.of("/metrics", "/healthz", "/readyz", "/explain")) {
      assertTrue(response.body().contains(path), response.body());
    }
  }

  @ParameterizedTest
  @CsvSource({"POST,/metrics,'GET, HEAD'", "GET,/explain,POST", "DELETE,/readyz,'GET, HEAD'"})
  void otherMethodsShouldBeRefusedWithTheAllowedOnes(String method, String path, String allowed)
      throws Exception {
    HttpResponse<String> response =
        send(request(path).method(method, BodyPublishers.noBody()).build());
    assertEquals(405, response.statusCode());
    assertEquals(allowed, response.headers().firstValue("allow").orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({"1048577,413", "1048576,200"})
  void bodyShouldBeRefusedWhenItIsTooLarge(int bytes, int status) throws Exception {
    assertEquals(status, post("/explain", "x".repeat(bytes)).statusCode());
  }

  @Test
  void pipelinedRequestsShouldBeAnsweredInTheirOrder() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(20_000);
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 10; i++) {
        requests
            .append("POST /explain?exchange=" + i + " HTTP/1.1\r\nHost: x\r\n")
            .append("Content-Length: 1\r\n\r\nx");
      }
      requests.append("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      socket.getOutputStream().write(requests.toString().getBytes(StandardCharsets.US_ASCII));
      String answers = readAll(socket.getInputStream());
      int at = 0;
      for (int i = 0; i < 10; i++) {
        at = answers.indexOf("x?" + i, at);
        assertTrue(at >= 0, answers);
      }
      assertTrue(answers.endsWith("ok\n"), answers);
    }
  }

  @Test
  void garbageShouldBeRefusedAndTheConnectionClosed() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write("\1\2\3 nonsense\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertTrue(readAll(socket.getInputStream()).startsWith("HTTP/1.1 400"));
    }
  }

  @Test
  void startShouldNameTheKeyAndPortWhenThePortIsInUse() {
    BindFailedException e =
        assertThrows(
            BindFailedException.class,
            () ->
                AdminServer.start(
                    new AdminConfig(server.port(), "localhost"), () -> "", () -> null, explain));
    assertTrue(
        String.valueOf(e.getMessage()).startsWith("admin.port is " + server.port()),
        e.getMessage());
  }

  private static String readAll(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path));
  }

  private HttpRequest explainRequest() {
    return request("/explain").POST(BodyPublishers.ofString("x")).build();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET().build());
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return send(request(path).POST(BodyPublishers.ofString(body)).build());
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.ofString());
  }
}
