package io.bidder.bidder.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The answers that a well-behaved client gets. */
class BidServerTest {
  private static TestServer echo = new TestServer(TestServer.echo());
  private static HttpClient client = HttpClient.newHttpClient();

  @AfterAll
  static void close() {
    client.close();
    echo.close();
  }

  @Test
  void bidShouldBeAnsweredWithJsonAndTheLatestVersionWhenTheRequestNamesNone() throws Exception {
    HttpResponse<String> response = post("/openrtb2/bid", "{\"id\":\"1\"}");
    assertEquals(200, response.statusCode());
    assertEquals("|{\"id\":\"1\"}", response.body());
    assertEquals("application/json", header(response, "content-type"));
    assertEquals("2.6", header(response, "x-openrtb-version"));
  }

  @Test
  void portShouldBeReachedByTheAddressThatItListensOnAlone() throws Exception {
    try (TestServer server = new TestServer(TestServer.echo(), "http.host=127.0.0.1");
        RawClient client = server.connect()) {
      assertEquals("|x", client.post("/openrtb2/bid", "x").read().text());
      int port = server.server.port();
      assertThrows(ConnectException.class, () -> new Socket("127.0.0.2", port).close());
    }
  }

  @Test
  void bidShouldNameTheExchangeOfItsPath() throws Exception {
    assertEquals("acme|x", post("/openrtb2/acme/bid?a=b", "x").body());
  }

  @ParameterizedTest
  @CsvSource({"2.5,2.5", "2.3,2.3", "2.6,2.6", "3.0,2.6", "2.x,2.6", "2,2.6", "nonsense,2.6"})
  void answerShouldCarryTheRequestsVersionWhenItIsA2x(String sent, String expected)
      throws Exception {
    HttpRequest request =
        request("/openrtb2/bid").header("x-openrtb-version", sent).POST(body("x")).build();
    assertEquals(expected, header(send(request), "x-openrtb-version"));
  }

  @Test
  void unknownExchangeShouldBeNotFoundAndTheKnownOnesTold() throws Exception {
    HttpResponse<String> response = post("/openrtb2/acne/bid", "x");
    assertEquals(404, response.statusCode());
    assertTrue(response.body().contains("unknown exchange"), response.body());
    assertTrue(response.body().contains("acme"), response.body());
    assertTrue(echo.saw("refused 404"));
  }

  @ParameterizedTest
  @CsvSource({"/", "/openrtb2", "/openrtb2/bid/", "/openrtb2//bid", "/openrtb2/default/bid"})
  void unknownPathShouldBeNotFound(String path) throws Exception {
    assertEquals(404, post(path, "x").statusCode());
  }

  @ParameterizedTest
  @CsvSource({"GET", "PUT", "DELETE", "HEAD"})
  void otherMethodsShouldBeRefusedWithTheAllowedOne(String method) throws Exception {
    HttpResponse<String> response =
        send(request("/openrtb2/bid").method(method, BodyPublishers.noBody()).build());
    assertEquals(405, response.statusCode());
    assertEquals("POST", header(response, "allow"));
  }

  @Test
  void getShouldBeAnsweredWithMarkupBelowItsPrefix() throws Exception {
    HttpResponse<String> response = send(request("/ad/7?price=1").GET().build());
    assertEquals(200, response.statusCode());
    assertEquals("7?price=1", response.body());
    assertEquals("text/html", header(response, "content-type"));
    assertEquals(404, send(request("/ad/8").GET().build()).statusCode());
    HttpResponse<String> posted = post("/ad/7?price=1", "x");
    assertEquals(405, posted.statusCode());
    assertEquals("GET", header(posted, "allow"));
  }

  @ParameterizedTest
  @CsvSource({"application/json", "text/plain", "application/x-www-form-urlencoded", "???"})
  void contentTypeShouldNotMatter(String type) throws Exception {
    HttpRequest request =
        request("/openrtb2/bid").header("Content-Type", type).POST(body("x")).build();
    assertEquals("|x", send(request).body());
  }

  @Test
  void answerShouldBeZippedOnlyForWhoAcceptsIt() throws Exception {
    String text = "abc".repeat(1000);
    HttpRequest request =
        request("/openrtb2/bid").header("Accept-Encoding", "br, gzip").POST(body(text)).build();
    HttpResponse<byte[]> zipped = client.send(request, BodyHandlers.ofByteArray());
    assertEquals("gzip", zipped.headers().firstValue("content-encoding").orElseThrow());
    assertTrue(zipped.body().length < 200);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
      assertArrayEquals(("|" + text).getBytes(StandardCharsets.UTF_8), in.readAllBytes());
    }
    assertEquals("|" + text, post("/openrtb2/bid", text).body());
  }

  @Test
  void answerShouldNotBeZippedForAnExchangeThatIsSetSo() throws Exception {
    try (TestServer plain = new TestServer(TestServer.echo(), "exchanges.acme.gzip=false")) {
      String text = "abc".repeat(1000);
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create("http://localhost:" + plain.server.port() + "/openrtb2/acme/bid"))
              .header("Accept-Encoding", "gzip")
              .POST(body(text))
              .build();
      assertEquals("acme|" + text, send(request).body());
    }
  }

  @Test
  void noBidShouldBe204AndMalformed400WithNoContent() throws Exception {
    BidHandler handler =
        bid -> {
          switch (TestServer.text(bid)) {
            case "none" -> bid.noBid("NO_ELIGIBLE_AD");
            case "body" -> bid.noBid("LATE", "{\"nbr\":2}".getBytes(StandardCharsets.UTF_8), 0, 9);
            case "bad" -> bid.malformed();
            default -> throw new IllegalStateException("a bug, on purpose");
          }
        };
    try (TestServer server = new TestServer(handler);
        RawClient raw = server.connect()) {
      RawClient.Response none = raw.post("/openrtb2/bid", "none").read();
      assertEquals(204, none.status());
      assertEquals("NO_ELIGIBLE_AD", none.header("x-bidder-nobid"));
      assertFalse(none.headers().containsKey("content-length"));
      assertEquals("{\"nbr\":2}", raw.post("/openrtb2/bid", "body").read().text());
      RawClient.Response bad = raw.post("/openrtb2/bid", "bad").read();
      assertEquals(400, bad.status());
      assertEquals("0", bad.header("content-length"));
      assertEquals(500, raw.post("/openrtb2/bid", "bug").read().status());
      assertEquals(204, raw.post("/openrtb2/bid", "none").read().status());
    }
  }

  @Test
  void secondAnswerShouldBeRefusedWhenThereWasOne() throws Exception {
    AtomicReference<String> second = new AtomicReference<>("not called");
    BidHandler handler =
        bid -> {
          bid.noBid("");
          second.set(assertThrows(IllegalStateException.class, bid::malformed).getMessage());
        };
    try (TestServer server = new TestServer(handler);
        RawClient raw = server.connect()) {
      assertEquals(204, raw.post("/openrtb2/bid", "x").read().status());
      assertEquals(204, raw.post("/openrtb2/bid", "x").read().status());
      assertEquals("the request was answered before", second.get());
    }
  }

  @Test
  void startShouldNameTheKeyAndPortWhenThePortIsInUse() {
    int port = echo.server.port();
    BindFailedException e =
        assertThrows(
            BindFailedException.class,
            () -> new TestServer(TestServer.echo(), "http.port=" + port));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("http.port is " + port + ", expected "), message);
  }

  @Test
  void arrivalShouldNotBeAfterTheRequestWasHandedOver() throws Exception {
    AtomicLong waitedNs = new AtomicLong(-1);
    long startNs = System.nanoTime();
    BidHandler handler =
        bid -> {
          waitedNs.set(System.nanoTime() - bid.arrivalNs());
          bid.noBid("");
        };
    try (TestServer server = new TestServer(handler);
        RawClient raw = server.connect()) {
      raw.post("/openrtb2/bid", "x").read();
      assertTrue(waitedNs.get() >= 0);
      assertTrue(waitedNs.get() <= System.nanoTime() - startNs);
    }
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + echo.server.port() + path));
  }

  private static HttpRequest.BodyPublisher body(String text) {
    return BodyPublishers.ofString(text);
  }

  private static HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return send(request(path).POST(body(body)).build());
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.ofString());
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
