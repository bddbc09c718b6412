package io.bidder.bidder.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.config.AdminConfig;
import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.http.BindFailedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AdminServerTest {
  private static final int SEATS = 1 + config().explain().maxWaiting();

  private volatile @Nullable String notReady = "no model yet";

  private volatile ExplainHandler explain =
      (body, parameters, reply) ->
          write(reply, new String(body, StandardCharsets.UTF_8) + "?" + parameters.get("exchange"));

  private final AtomicInteger scrapes = new AtomicInteger();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private AdminServer server = start();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    client.shutdownNow();
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
  void metricsShouldBeReadOnceForAllWhoAskWithinTheInterval() throws Exception {
    restart("admin.scrapeInterval=10m");
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(client.sendAsync(request("/metrics").build(), BodyHandlers.ofString()));
    }
    for (CompletableFuture<HttpResponse<String>> response : all) {
      assertEquals("bidder_up 1\n", response.get().body());
    }
    assertEquals(1, scrapes.get());
  }

  @Test
  void metricsShouldBeZippedForWhoAccepts() throws Exception {
    HttpResponse<byte[]> response =
        client.send(
            request("/metrics").header("Accept-Encoding", "gzip").build(),
            BodyHandlers.ofByteArray());
    assertEquals("gzip", response.headers().firstValue("content-encoding").orElseThrow());
    try (var in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      assertEquals("bidder_up 1\n", readAll(in));
    }
  }

  @Test
  void headShouldHaveTheHeadersOnly() throws Exception {
    HttpResponse<String> response =
        send(request("/metrics").method("HEAD", BodyPublishers.noBody()).build());
    assertEquals("12", response.headers().firstValue("content-length").orElseThrow());
    assertEquals("", response.body());
    assertEquals(200, get("/metrics").statusCode());
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
  void explainShouldTakeABodyThatWaitsForPermission() throws Exception {
    HttpResponse<String> response =
        send(request("/explain").expectContinue(true).POST(BodyPublishers.ofString("x")).build());
    assertEquals("x?null", response.body());
  }

  @Test
  void explainShouldEndWithTheConnectionForWhoKnowsNoChunks() throws Exception {
    try (Socket socket = connect()) {
      write(socket, "POST /explain HTTP/1.0\r\nContent-Length: 1\r\n\r\nx");
      String answer = readAll(socket.getInputStream());
      assertTrue(answer.endsWith("\r\n\r\nx?null"), answer);
    }
  }

  @Test
  void explainShouldBeSentWhileItIsWritten() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    explain =
        (body, parameters, reply) -> {
          try (OutputStream out = reply.begin(200)) {
            out.write(new byte[64 << 10]);
            await(seen);
            out.write('!');
          }
        };
    HttpResponse<InputStream> response =
        client.send(explainRequest(), BodyHandlers.ofInputStream());
    try (InputStream in = response.body()) {
      assertEquals(1 << 15, in.readNBytes(1 << 15).length);
      seen.countDown();
      byte[] rest = in.readAllBytes();
      assertEquals((1 << 15) + 1, rest.length);
      assertEquals('!', rest[1 << 15]);
    }
  }

  @Test
  void explainShouldEndWhenTheClientDoesNotRead() throws Exception {
    restart("admin.explain.timeout=100ms", "admin.writeTimeout=100ms");
    BlockingQueue<Long> written = new LinkedBlockingQueue<>();
    explain =
        (body, parameters, reply) -> {
          long bytes = 0;
          try (OutputStream out = reply.begin(200)) {
            for (; bytes < 1L << 30; bytes += 1 << 14) {
              out.write(new byte[1 << 14]);
            }
          } finally {
            written.add(bytes);
          }
        };
    try (Socket socket = connect()) {
      write(socket, "POST /explain HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
      Long bytes = written.poll(20, TimeUnit.SECONDS);
      assertTrue(bytes != null && bytes < 64 << 20, bytes + " bytes");
    }
    explain = (body, parameters, reply) -> write(reply, "next");
    assertEquals("next", post("/explain", "x").body());
  }

  @Test
  void explainShouldAnswerAnInternalErrorWhenItFails() throws Exception {
    explain =
        (body, parameters, reply) -> {
          throw new StackOverflowError("a bug, on purpose");
        };
    assertEquals(500, post("/explain", "x").statusCode());
    assertEquals("failed admin", events.poll(20, TimeUnit.SECONDS));
    explain = (body, parameters, reply) -> write(reply, "next");
    assertEquals("next", post("/explain", "x").body());
  }

  @Test
  void explainShouldNotLookWholeWhenItFailsInTheMiddle() throws Exception {
    explain =
        (body, parameters, reply) -> {
          reply.begin(200).write(new byte[1 << 20]);
          throw new IllegalStateException("a bug, on purpose");
        };
    assertThrows(IOException.class, () -> post("/explain", "x"));
  }

  @Test
  void metricsAndReadinessShouldSurviveAFailure() throws Exception {
    server.close();
    server =
        AdminServer.start(
            config(),
            () -> {
              throw new StackOverflowError("a bug, on purpose");
            },
            () -> {
              throw new StackOverflowError("a bug, on purpose");
            },
            explain,
            new Campaigns(),
            counting());
    assertEquals(500, get("/metrics").statusCode());
    assertEquals(503, get("/readyz").statusCode());
    assertEquals(200, get("/healthz").statusCode());
    assertEquals(List.of("failed admin", "failed admin"), List.copyOf(events));
  }

  @Test
  void probesAndMetricsShouldBeAnsweredWhileExplanationsWait() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Semaphore running = new Semaphore(0);
    explain =
        (body, parameters, reply) -> {
          running.release();
          await(go);
          write(reply, "{}");
        };
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (int i = 0; i < SEATS + 3; i++) {
      waiting.add(client.sendAsync(explainRequest(), BodyHandlers.ofString()));
    }
    running.acquire();
    notReady = null;
    for (String path : List.of("/healthz", "/readyz", "/metrics")) {
      assertEquals(200, get(path).statusCode());
    }
    // One is explained, some wait, the others can be answered now.
    HttpResponse<?> first =
        (HttpResponse<?>)
            CompletableFuture.anyOf(waiting.toArray(new CompletableFuture<?>[0])).get();
    assertEquals(503, first.statusCode());
    assertEquals("1", first.headers().firstValue("retry-after").orElseThrow());
    go.countDown();
    int refused = 0;
    for (CompletableFuture<HttpResponse<String>> response : waiting) {
      refused += response.get().statusCode() == 503 ? 1 : 0;
    }
    assertEquals(3, refused);
    assertEquals(0, running.availablePermits() - (SEATS - 1));
    assertEquals("limit admin.explain.maxWaiting", events.poll());
  }

  @Test
  void seatShouldBeFreeAgainWhenTheClientGoesOrIsSlow() throws Exception {
    restart("admin.readTimeout=100ms");
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < SEATS; i++) {
      Socket socket = connect();
      slow.add(socket);
      write(socket, "POST /explain HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx");
    }
    for (Socket socket : slow) {
      assertEquals(-1, socket.getInputStream().read());
      socket.close();
      assertEquals("limit admin.readTimeout", events.poll(20, TimeUnit.SECONDS));
    }
    assertEquals(200, post("/explain", "x").statusCode());
  }

  @Test
  void newConnectionShouldFindRoomWhenOthersAreIdle() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Semaphore running = new Semaphore(0);
    explain =
        (body, parameters, reply) -> {
          running.release();
          await(go);
          write(reply, "{}");
        };
    CompletableFuture<HttpResponse<String>> explained =
        client.sendAsync(explainRequest(), BodyHandlers.ofString());
    running.acquire();
    List<Socket> idle = new ArrayList<>();
    for (int i = 0; i < 3 * config().maxConnections(); i++) {
      idle.add(connect());
    }
    for (int i = 0; i < 10; i++) {
      try (Socket socket = connect()) {
        write(socket, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertTrue(readAll(socket.getInputStream()).endsWith("ok\n"));
      }
    }
    assertEquals(-1, idle.getFirst().getInputStream().read());
    assertTrue(events.contains("limit admin.maxConnections"));
    go.countDown();
    assertEquals(200, explained.get().statusCode());
    for (Socket socket : idle) {
      socket.close();
    }
  }

  @Test
  void idleConnectionShouldBeClosed() throws Exception {
    restart("admin.idleTimeout=100ms");
    try (Socket idle = connect();
        Socket slow = connect()) {
      write(slow, "GET /metrics HT");
      assertEquals(-1, idle.getInputStream().read());
      assertEquals(-1, slow.getInputStream().read());
    }
    assertEquals("limit admin.idleTimeout", events.poll());
  }

  @Test
  void probesShouldBeAnsweredWhileOthersFloodThePort() throws Exception {
    explain = (body, parameters, reply) -> write(reply, "x".repeat(1 << 20));
    byte[] flood =
        """
        GET /metrics HTTP/1.1
        Host: localhost

        GET /healthz HTTP/1.1
        Host: localhost

        POST /explain HTTP/1.1
        Host: localhost
        Content-Length: 1

        x\
        """
            .replace("\n", "\r\n")
            .repeat(300)
            .getBytes(StandardCharsets.US_ASCII);
    List<Socket> flooding = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      Socket socket = connect();
      flooding.add(socket);
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (true) {
                    socket.getOutputStream().write(flood);
                  }
                } catch (SocketException e) {
                  // It was closed: by the server, for not reading, or by this test.
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              }));
    }
    long worstNs = 0;
    for (int i = 0; i < 50; i++) {
      long startNs = System.nanoTime();
      try (Socket socket = connect()) {
        write(socket, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertTrue(readAll(socket.getInputStream()).endsWith("ok\n"));
      }
      worstNs = Math.max(worstNs, System.nanoTime() - startNs);
    }
    for (Socket socket : flooding) {
      socket.close();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertTrue(worstNs < Duration.ofSeconds(1).toNanos(), worstNs + " ns");
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
  @CsvSource({"262145,413", "262144,200", "1000000,413"})
  void bodyShouldBeRefusedWhenItIsTooLarge(int bytes, int status) throws Exception {
    assertEquals(status, post("/explain", "x".repeat(bytes)).statusCode());
  }

  @ParameterizedTest
  @CsvSource({"/explain,413", "/nothing,404", "/metrics,405"})
  void refusalShouldArriveWhenMoreIsSentThanIsRead(String path, int status) throws Exception {
    try (Socket socket = connect()) {
      write(socket, "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
      write(socket, "Content-Length: " + (16 << 20) + "\r\n\r\n");
      for (int i = 0; i < 16; i++) {
        write(socket, "x".repeat(1 << 20));
      }
      String answer = readAll(socket.getInputStream());
      assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
    }
  }

  @Test
  void connectionShouldBeClosedWhenSendingNeverEnds() throws Exception {
    restart("admin.readTimeout=100ms");
    try (Socket socket = connect()) {
      write(
          socket,
          "POST /explain HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
      String chunk = "10000\r\n" + "x".repeat(1 << 16) + "\r\n";
      assertThrows(
          IOException.class,
          () -> {
            while (true) {
              write(socket, chunk);
            }
          });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics?a=%zz", "/healthz?%", "/explain?at=%f"})
  void queryShouldBeRefusedWhenItIsWronglyEncoded(String target) throws Exception {
    try (Socket socket = connect()) {
      String method = target.startsWith("/explain") ? "POST " : "GET ";
      write(
          socket,
          method
              + target
              + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"
              + "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      String answers = readAll(socket.getInputStream());
      assertTrue(answers.startsWith("HTTP/1.1 400"), answers);
      assertTrue(answers.endsWith("ok\n"), answers);
    }
  }

  @Test
  void pipelinedRequestsShouldBeAnsweredInTheirOrder() throws Exception {
    try (Socket socket = connect()) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 10; i++) {
        requests
            .append("POST /explain?exchange=" + i + " HTTP/1.1\r\nHost: localhost\r\n")
            .append("Content-Length: 1\r\n\r\nx");
      }
      requests.append("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      write(socket, requests.toString());
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
  void probesShouldBeAnsweredOneAfterTheOtherWhenThousandsComeAtOnce() throws Exception {
    int count = 5000;
    try (Socket socket = connect()) {
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  write(
                      socket,
                      "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(count - 1)
                          + "GET /healthz HTTP/1.1\r\n"
                          + "Host: localhost\r\n"
                          + "Connection: close\r\n\r\n");
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      String answers = readAll(socket.getInputStream());
      writer.join();
      assertEquals(count, answers.split("ok\n", -1).length - 1);
    }
  }

  @Test
  void requestShouldBeAnsweredWhenItComesInPieces() throws Exception {
    try (Socket socket = connect()) {
      socket.setTcpNoDelay(true);
      for (String piece :
          List.of(
              "POST /explain HTTP/1.1",
              "\r\nHost: localhost\r\nContent-",
              "Length: 3\r\n\r\n",
              "x",
              "yz")) {
        write(socket, piece);
        // Another connection's answer: the piece has been read by then.
        assertEquals(404, get("/").statusCode());
      }
      write(socket, "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      String answers = readAll(socket.getInputStream());
      assertTrue(answers.contains("xyz?null") && answers.endsWith("bidder_up 1\n"), answers);
    }
  }

  @Test
  void requestShouldBeRefusedWhenItIsForNoHostOrForTwo() throws Exception {
    for (String head :
        List.of(
            "GET /healthz HTTP/1.1\r\n",
            "GET /metrics HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n")) {
      try (Socket socket = connect()) {
        write(socket, head + "Connection: close\r\n\r\n");
        assertTrue(readAll(socket.getInputStream()).startsWith("HTTP/1.1 400"), head);
      }
    }
    try (Socket socket = connect()) {
      write(socket, "GET /healthz HTTP/1.0\r\n\r\n");
      assertTrue(readAll(socket.getInputStream()).startsWith("HTTP/1.1 200"));
    }
  }

  @Test
  void metricsShouldBeZippedWhenALineOfTwoSaysSo() throws Exception {
    String accept = "Accept-Encoding: br\r\nAccept-Encoding: gzip;q=0.5\r\n";
    try (Socket socket = connect()) {
      write(
          socket,
          "GET /metrics HTTP/1.1\r\nHost: localhost\r\n" + accept + "Connection: close\r\n\r\n");
      String answer = readAll(socket.getInputStream());
      assertTrue(answer.toLowerCase(Locale.ROOT).contains("content-encoding: gzip"), answer);
    }
  }

  @Test
  void garbageShouldBeRefusedAndTheConnectionClosed() throws Exception {
    try (Socket socket = connect()) {
      write(socket, "\1\2\3 nonsense\r\n\r\n");
      assertTrue(readAll(socket.getInputStream()).startsWith("HTTP/1.1 400"));
    }
    assertEquals(List.of(), List.copyOf(events));
  }

  @Test
  void startShouldNameTheKeyAndPortWhenThePortIsInUse() {
    BindFailedException e =
        assertThrows(BindFailedException.class, () -> start("admin.port=" + server.port()));
    assertTrue(
        String.valueOf(e.getMessage()).startsWith("admin.port is " + server.port()),
        e.getMessage());
  }

  private static AdminConfig config(String... sets) {
    List<String> all =
        new ArrayList<>(List.of("admin.port=0", "admin.host=localhost", "admin.scrapeInterval=0s"));
    all.addAll(List.of(sets));
    return ServerConfig.load(null, all).admin();
  }

  private void restart(String... sets) {
    server.close();
    server = start(sets);
  }

  private AdminServer start(String... sets) {
    return AdminServer.start(
        config(sets),
        () -> {
          scrapes.incrementAndGet();
          return "bidder_up 1\n";
        },
        () -> notReady,
        (body, parameters, reply) -> explain.explain(body, parameters, reply),
        new Campaigns(),
        counting());
  }

  /** Tells what it was asked for. */
  private static final class Campaigns implements CampaignsHandler {
    @Override
    public Answer status(Map<String, String> parameters) {
      return new Answer(200, "status " + parameters);
    }

    @Override
    public CompletionStage<Answer> change(boolean pause, Map<String, String> parameters) {
      return CompletableFuture.supplyAsync(() -> new Answer(404, pause + " " + parameters));
    }
  }

  @Test
  void campaignsShouldBeToldAndChangedByTheMethodsThatTheyAreFor() throws Exception {
    HttpResponse<String> status = get("/campaigns?campaign=a%20b");
    assertEquals(200, status.statusCode());
    assertEquals("status {campaign=a b}", status.body());
    assertEquals("application/json", status.headers().firstValue("Content-Type").orElseThrow());
    HttpResponse<String> paused = post("/campaigns/pause?campaign=c", "");
    assertEquals(404, paused.statusCode());
    assertEquals("true {campaign=c}", paused.body());
    assertEquals("false {by=me}", post("/campaigns/resume?by=me", "").body());
    assertEquals(405, get("/campaigns/pause?campaign=c").statusCode());
    assertEquals(405, post("/campaigns", "").statusCode());
  }

  private AdminEvents counting() {
    return new AdminEvents() {
      @Override
      public void limitReached(AdminLimit limit) {
        events.add("limit " + limit.key());
      }

      @Override
      public void failed(String thread) {
        events.add("failed " + thread);
      }
    };
  }

  private static void write(ExplainHandler.Reply reply, String text) throws IOException {
    try (OutputStream out = reply.begin(200)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(20, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
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
