package io.bidder.bidder.http;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers that would cost more than they say. */
class HeadersTest {
  private static final String POST = "POST /openrtb2/bid HTTP/1.1\r\nHost: b\r\n";
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
      client.send(POST + headers(18) + "Content-Length: 1\r\n\r\nx");
      assertEquals("|x", client.read().text());
      client.send(POST + headers(19) + "Content-Length: 1\r\n\r\nx");
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /openrtb2/bid HTTP/1.1\r\n",
        "GET /openrtb2/bid HTTP/1.1\r\n",
        "POST /nothing HTTP/1.1\r\nX-Host: a\r\n",
        "POST http://a/openrtb2/bid HTTP/1.1\r\n",
        POST + "Host: b\r\n",
        POST + "Host: c\r\n",
        POST + "X: y\r\nhOST: c\r\n",
        "POST /openrtb2/bid HTTP/1.0\r\nHost: a\r\nHost: b\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost:\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost:  \r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: a b\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: a, b\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: a,b\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: http://a\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: me@a\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: a/b\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: a:x\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: a:65536\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: :80\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: [::1\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: [::g]\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: a%2\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: b\u00e9\r\n",
        "POST http:///openrtb2/bid HTTP/1.1\r\nHost: a\r\n",
        "POST http://me@a/openrtb2/bid HTTP/1.1\r\nHost: a\r\n",
      })
  void requestShouldBeRefusedWhenItIsForNoHostOrForTwo(String head) throws Exception {
    try (RawClient client = server.connect()) {
      RawClient.Response refused =
          client.send(head + "Connection: keep-alive\r\nContent-Length: 1\r\n\r\nx").read();
      assertEquals(400, refused.status());
      assertTrue(refused.text().contains("ost"), refused.text());
      // Its end is known, so that the next one is not in doubt.
      assertEquals("|y", client.post("/openrtb2/bid", "y").read().text());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /openrtb2/bid HTTP/1.0\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: bidder.example\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHOST:bidder.example:8080\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nhost: 10.0.0.1:80\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: [2001:db8::1]:8080\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: [::ffff:10.0.0.1]\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: my_bidder.svc.cluster.local:\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: b%C3%A9.example.\r\n",
        "POST http://a.example:80/openrtb2/bid HTTP/1.1\r\nHost: b\r\n",
        "POST http://[::1]:80/openrtb2/bid?x=://y HTTP/1.1\r\nHost: b\r\n",
      })
  void requestShouldBeTakenWhenItIsForOneHost(String head) throws Exception {
    try (RawClient client = server.connect()) {
      assertEquals("|x", client.send(head + "Content-Length: 1\r\n\r\nx").read().text());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "br/gzip                        | GZIP",
        "br, zstd/deflate, GZIP         | GZIP",
        "identity/x-gzip;q=0.5          | IDENTITY",
        "gzip;q=0.001                   | GZIP",
        "gzip ; q=0/*                   | IDENTITY",
        "*/gzip;q=0                     | IDENTITY",
        "*;q=0/gzip                     | GZIP_ONLY",
        "gzip/identity;q=0              | GZIP_ONLY",
        "identity;q=0, *                | GZIP_ONLY",
        "gzip, *;q=0                    | GZIP_ONLY",
        "gzip, identity;q=0.2, *;q=0    | GZIP",
        "identity;q=0                   | IDENTITY",
        "*                              | GZIP",
        "gzip;q=0.5, identity;q=1       | IDENTITY",
        "gzip;q=1, identity;q=0.5       | GZIP",
        "gzip;q=many                    | IDENTITY",
        "gzip;q=NaN                     | IDENTITY",
        "gzip;Q=1.000                   | GZIP",
        "gzipped, x-gzip-not            | IDENTITY",
        "br/zstd                        | IDENTITY",
        ",, gzip,                       | GZIP",
      })
  void codingsShouldBeOneListHoweverManyLinesTheyComeIn(String lines, AcceptEncoding expected)
      throws Exception {
    String accept =
        Stream.of(lines.split("/", -1))
            .map(line -> "Accept-Encoding: " + line + "\r\n")
            .collect(joining());
    try (RawClient client = server.connect()) {
      for (int length : new int[] {10, 1000}) {
        client.send(POST + accept + "Content-Length: " + length + "\r\n\r\n" + "x".repeat(length));
        boolean zipped =
            expected == AcceptEncoding.GZIP_ONLY
                || (expected == AcceptEncoding.GZIP && length > 256);
        assertEquals(zipped ? "gzip" : "", client.read().header("content-encoding"));
      }
    }
  }
}
