package io.bidder.bidder.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are no bid requests, and their answers. */
class RouteTest {
  private static final String HOST = "\r\nHost: b\r\n";
  private static final byte[] PIXEL = {'G', 'I', 'F', 0, (byte) 0xFF};
  private static final int MAX_BODY = 1024;

  private static TestServer serve(RouteHandler handler, String... sets) {
    return new TestServer(
        Transport.best(),
        TestServer.echo(),
        List.of(
            new Route("/o/", List.of("GET", "HEAD", "POST"), handler),
            new Route(
                "/o/deeper/", List.of("GET"), _ -> answer(RouteResponse.text("a/b", "deep")))),
        sets);
  }

  private static CompletableFuture<RouteResponse> answer(RouteResponse response) {
    return CompletableFuture.completedFuture(response);
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n";
  }

  @Test
  void handlerShouldGetEveryPartOfTheRequest() throws Exception {
    RouteHandler describe =
        request ->
            answer(
                RouteResponse.text(
                    "text/plain",
                    String.join(
                        "|",
                        request.method(),
                        request.path(),
                        request.pathBelowPrefix(),
                        request.query(),
                        request.parameter("a"),
                        String.valueOf(request.parameter("none")),
                        request.header("X-Forwarded-FOR"),
                        new String(request.body(), StandardCharsets.UTF_8))));
    try (TestServer server = serve(describe);
        RawClient client = server.connect()) {
      client.send(
          "POST http://h/o/cr%2F1+%20x?a=1%262+3&a=4&b HTTP/1.1"
              + HOST
              + "x-forwarded-for: 1.2.3.4\r\nContent-Length: 4\r\n\r\nbody");
      assertEquals(
          "POST|/o/cr/1+ x|cr/1+ x|a=1%262+3&a=4&b|1&2 3|null|1.2.3.4|body", client.read().text());
      assertEquals("deep", client.send(get("/o/deeper/still")).read().text());
    }
  }

  @Test
  void bodyShouldBeUnzippedAndLimitedAsABidRequests() throws Exception {
    RouteHandler length =
        request -> answer(RouteResponse.text("text/plain", request.body().length + ""));
    try (TestServer server = serve(length, "http.maxBodyBytes=" + MAX_BODY);
        RawClient client = server.connect()) {
      assertEquals("" + MAX_BODY, client.send(zipped(MAX_BODY)).read().text());
      assertEquals(413, client.send(zipped(MAX_BODY + 1)).read().status());
      assertEquals("3", client.post("/o/x", "abc").read().text());
      assertEquals("0", client.send(get("/o/x")).read().text());
      assertEquals(413, client.post("/o/x", "x".repeat(MAX_BODY + 1)).read().status());
      assertTrue(client.isClosed());
    }
  }

  @Test
  void answerShouldHaveTheHandlersStatusHeadersAndBytes() throws Exception {
    RouteHandler redirect =
        request ->
            answer(
                new RouteResponse(
                    Status.FOUND,
                    Map.of(
                        "Location", "https://shop.example/?a=b",
                        "Cache-Control", "no-store",
                        "Content-Type", "image/gif",
                        "content-length", "99999",
                        "Transfer-Encoding", "chunked"),
                    PIXEL));
    try (TestServer server = serve(redirect);
        RawClient client = server.connect()) {
      RawClient.Response response = client.send(get("/o/c")).read();
      assertEquals(302, response.status());
      assertEquals("https://shop.example/?a=b", response.header("location"));
      assertEquals("no-store", response.header("cache-control"));
      assertEquals("image/gif", response.header("content-type"));
      assertFalse(response.headers().containsKey("transfer-encoding"));
      assertArrayEquals(PIXEL, response.text().getBytes(StandardCharsets.ISO_8859_1));
      // A HEAD's answer has the length and no body: the next answer follows it at once.
      client.send(
          "HEAD /o/c HTTP/1.1\r\nHost: b\r\n\r\nHEAD /none HTTP/1.1\r\nHost: b\r\n\r\n"
              + get("/o/c"));
      assertEquals(PIXEL.length + "", client.readHead().header("content-length"));
      assertEquals(404, client.readHead().status());
      assertEquals(302, client.read().status());
    }
  }

  @Test
  void answerMayComeLaterFromAnotherThreadAndKeepsItsPlace() throws Exception {
    CompletableFuture<RouteResponse> later = new CompletableFuture<>();
    try (TestServer server = serve(_ -> later);
        RawClient client = server.connect();
        RawClient other = server.connect()) {
      client.send(get("/o/first")).post("/openrtb2/bid", "second");
      assertEquals("|x", other.post("/openrtb2/bid", "x").read().text());
      Thread answerer =
          Thread.ofPlatform().start(() -> later.complete(RouteResponse.text("a/b", "first")));
      assertEquals("first", client.read().text());
      assertEquals("|second", client.read().text());
      answerer.join();
    }
  }

  @Test
  void requestShouldBeAnswered503WhenItsAnswerTakesTooLong() throws Exception {
    CompletableFuture<RouteResponse> never = new CompletableFuture<>();
    try (TestServer server = serve(_ -> never, "http.answerTimeout=50ms");
        RawClient client = server.connect()) {
      assertEquals(503, client.send(get("/o/x")).read().status());
      assertTrue(server.saw("http.answerTimeout"));
      assertTrue(server.saw("refused 503"));
      // The handler's stage is its own, and an answer that comes after all is no error.
      assertFalse(never.isDone());
      never.complete(RouteResponse.empty(Status.OK));
      assertEquals("|x", client.post("/openrtb2/bid", "x").read().text());
    }
  }

  @Test
  void requestShouldBeAnswered500WhenItsHandlerFails() throws Exception {
    RouteHandler failing =
        request -> {
          if (request.path().endsWith("later")) {
            return CompletableFuture.failedFuture(new IllegalStateException("a bug, on purpose"));
          }
          throw new IllegalStateException("a bug, on purpose");
        };
    try (TestServer server = serve(failing);
        RawClient client = server.connect()) {
      assertEquals(500, client.send(get("/o/now")).read().status());
      assertEquals(500, client.send(get("/o/later")).read().status());
      assertEquals("|x", client.post("/openrtb2/bid", "x").read().text());
      assertTrue(server.saw("refused 500"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/o/%", "/o/%zz", "/o/x?a=%2", "/o/x?%xx=1"})
  void requestShouldBeMalformedWhenItIsWronglyEncoded(String target) throws Exception {
    try (TestServer server = serve(_ -> answer(RouteResponse.empty(Status.OK)));
        RawClient client = server.connect()) {
      assertEquals(400, client.send(get(target)).read().status());
      assertEquals(200, client.send(get("/o/x")).read().status());
    }
  }

  @Test
  void otherMethodsAndPathsShouldBeToldWhatThereIs() throws Exception {
    try (TestServer server = serve(_ -> answer(RouteResponse.empty(Status.OK)));
        RawClient client = server.connect()) {
      RawClient.Response method = client.send("PUT /o/x HTTP/1.1\r\nHost: b\r\n\r\n").read();
      assertEquals(405, method.status());
      assertEquals("GET, HEAD, POST", method.header("allow"));
      RawClient.Response path = client.send(get("/other")).read();
      assertEquals(404, path.status());
      assertEquals(
          "unknown path; expected POST /openrtb2/bid, POST /openrtb2/{exchange}/bid,"
              + " GET or HEAD or POST /o/…, GET /o/deeper/…\n",
          new String(path.text().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nSet-Cookie: b", "a\nb", "a\u0000"})
  void headerShouldBeRefusedWhenItWouldEndItsLine(String value) {
    assertThrows(
        IllegalArgumentException.class,
        () -> new RouteResponse(Status.FOUND, Map.of("Location", value), new byte[0]));
  }

  private static byte[] zipped(int length) throws IOException {
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zip)) {
      out.write(new byte[length]);
    }
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(
        ("POST /o/x HTTP/1.1\r\nHost: b\r\nContent-Encoding: gzip\r\nContent-Length: "
                + zip.size()
                + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    request.writeBytes(zip.toByteArray());
    return request.toByteArray();
  }
}
