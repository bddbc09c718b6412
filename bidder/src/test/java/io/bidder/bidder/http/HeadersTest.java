package io.bidder.bidder.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers that would cost more than they say. */
class HeadersTest {
  private static final String POST = "POST /openrtb2/bid HTTP/1.1\r\n";
  private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n";

  private static TestServer server = new TestServer(TestServer.echo(), "http.maxHeaders=20");

  @AfterAll
  static void close() {
    server.close();
  }

  private static String headers(int count) {
    StringBuilder headers = new StringBuilder();
    for (int i = 0; i < count; i++) {
      // Names of the same hash.
      headers.append((i & 1) == 0 ? "AaBB" : "BBAa").append(": x\r\n");
    }
    return headers.toString();
  }

  @Test
  void requestShouldBeRefusedWhenItHasTooManyHeaders() throws Exception {
    try (RawClient client = server.connect()) {
      client.send(POST + headers(19) + "Content-Length: 1\r\n\r\nx");
      assertEquals("|x", client.read().text());
      client.send(POST + headers(20) + "Content-Length: 1\r\n\r\nx");
      assertEquals(431, client.read().status());
      assertTrue(client.isClosed());
      assertTrue(server.saw("http.maxHeaders"));
    }
  }

  @Test
  void requestShouldBeRefusedWhenItHasTooManyTrailers() throws Exception {
    try (RawClient client = server.connect()) {
      assertEquals("|x", client.send(CHUNKED + headers(20) + "\r\n").read().text());
      assertEquals(431, client.send(CHUNKED + headers(21) + "\r\n").read().status());
      assertTrue(client.isClosed());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        POST + "X: a\r\n b\r\nContent-Length: 0\r\n\r\n",
        POST + "X: a\r\n\tb\r\nContent-Length: 0\r\n\r\n",
        POST + " X: a\r\nContent-Length: 0\r\n\r\n",
        POST + "Content-Length: 0\r\nX: a\r\n \r\n\r\n",
        "\r\n\r\n" + POST + "X: a\r\n b\r\n\r\n",
        POST + "\rX: a\r\n b\r\n\r\n",
        CHUNKED + "X: a\r\n b\r\n\r\n",
        CHUNKED + "X: a\r\nY: b\r\n\tc\r\n\r\n",
      })
  void requestShouldBeRefusedWhenAHeaderGoesOnInAnotherLine(String request) throws Exception {
    try (RawClient client = server.connect()) {
      assertEquals(400, client.send(request).read().status());
      assertTrue(client.isClosed());
    }
    // However it comes.
    try (RawClient client = server.connect()) {
      for (int i = 0; i < request.length() && client.sendQuietly(request.charAt(i) + ""); i++) {
        Thread.onSpinWait();
      }
      assertEquals(400, client.read().status());
    }
  }

  @Test
  void bodyMayHaveLinesThatBeginWithSpaces() throws Exception {
    String body = "a\r\n b\n\tc";
    try (RawClient client = server.connect()) {
      assertEquals("|" + body, client.post("/openrtb2/bid", body).read().text());
      client.send(POST + "Transfer-Encoding: chunked\r\n\r\n9\r\n" + body + "x\r\n0\r\n\r\n");
      assertEquals("|" + body + "x", client.read().text());
    }
  }
}
