package io.bidder.bidder.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies and headers that are too large, damaged, or not HTTP. */
class BadRequestTest {
  private static final int MAX_BODY = 4096;
  private static final String POST = "POST /openrtb2/bid HTTP/1.1\r\nHost: b\r\n";

  private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

  private static TestServer server =
      new TestServer(
          TestServer.echo(),
          "http.maxBodyBytes=" + MAX_BODY,
          "http.maxHeaderBytes=2KiB",
          "http.readTimeout=10s");

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void gzippedBodyShouldBeUnzipped() throws Exception {
    try (RawClient client = server.connect()) {
      for (String text : new String[] {"", "x", "ab".repeat(MAX_BODY / 2)}) {
        assertEquals("|" + text, client.send(gzipped("gzip", zip(text))).read().text());
        assertEquals("|" + text, client.send(gzipped("GZIP", zip(text))).read().text());
      }
      byte[] two = join(zip("one "), zip("two"));
      assertEquals("|one two", client.send(gzipped("x-gzip", two)).read().text());
      assertEquals("|plain", client.send(gzipped("identity", ascii("plain"))).read().text());
    }
  }

  @Test
  void gzipHeaderFieldsShouldBeSkipped() throws Exception {
    byte[] plain = zip("text");
    byte[] fields = join(new byte[] {3, 0, 'a', 'b', 'c'}, ascii("name\0comment\0"), new byte[2]);
    byte[] head = Arrays.copyOf(plain, 10);
    head[3] = 2 | 4 | 8 | 16;
    byte[] body = join(head, fields, Arrays.copyOfRange(plain, 10, plain.length));
    try (RawClient client = server.connect()) {
      assertEquals("|text", client.send(gzipped("gzip", body)).read().text());
    }
  }

  @Test
  void gzipBombShouldBeRefusedAndTheConnectionGoOn() throws Exception {
    try (RawClient client = server.connect()) {
      byte[] bomb = zip("0".repeat(2_000_000));
      assertTrue(bomb.length < MAX_BODY);
      assertEquals(413, client.send(gzipped("gzip", bomb)).read().status());
      assertEquals(
          413, client.send(gzipped("gzip", zip("0".repeat(MAX_BODY + 1)))).read().status());
      assertEquals("|x", client.post("/openrtb2/bid", "x").read().text());
      assertTrue(server.saw("http.maxBodyBytes"));
    }
  }

  @Test
  void damagedGzipShouldBeMalformedWhereverItIsDamaged() throws Exception {
    byte[] whole = zip("some text that is long enough to have a few blocks");
    try (RawClient client = server.connect()) {
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        RawClient.Response response = client.send(gzipped("gzip", cut)).read();
        assertEquals(400, response.status(), "cut to " + length);
        assertEquals("", response.text());
      }
      for (int at : new int[] {0, 1, 2, whole.length - 8, whole.length - 1}) {
        byte[] wrong = whole.clone();
        wrong[at] ^= 0x55;
        assertEquals(400, client.send(gzipped("gzip", wrong)).read().status(), "wrong at " + at);
      }
      byte[] trailing = join(whole, ascii("trailing"));
      assertEquals(400, client.send(gzipped("gzip", trailing)).read().status());
      assertEquals("|x", client.post("/openrtb2/bid", "x").read().text());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "deflate", "gzip, gzip", "zstd"})
  void otherEncodingsShouldBeRefused(String encoding) throws Exception {
    try (RawClient client = server.connect()) {
      assertEquals(415, client.send(gzipped(encoding, ascii("x"))).read().status());
      assertEquals("|x", client.post("/openrtb2/bid", "x").read().text());
    }
  }

  @Test
  void bodyShouldBeRefusedWhenItsLengthIsTooLarge() throws Exception {
    try (RawClient client = server.connect()) {
      assertEquals(
          MAX_BODY + 1, client.post("/openrtb2/bid", "x".repeat(MAX_BODY)).read().text().length());
      RawClient.Response response = client.post("/openrtb2/bid", "x".repeat(MAX_BODY + 1)).read();
      assertEquals(413, response.status());
      assertEquals("close", response.header("connection"));
      assertTrue(client.isClosed());
    }
  }

  @Test
  void refusalShouldArriveWhenTheClientGoesOnSending() throws Exception {
    try (RawClient client = server.connect()) {
      client.send("POST /openrtb2/bid HTTP/1.1\r\nHost: b\r\nContent-Length: 9999999999\r\n\r\n");
      client.send("x".repeat(3_000_000));
      assertEquals(413, client.read().status());
    }
  }

  @Test
  void chunkedBodyShouldBeRefusedWhenItsChunksAreTooMany() throws Exception {
    String head = "POST /openrtb2/bid HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n";
    try (RawClient client = server.connect()) {
      client.send(head + "1\r\nx\r\n".repeat(RequestBody.MAX_PARTS - 1) + "0\r\n\r\n");
      assertEquals(200, client.read().status());
      client.sendQuietly(head + "1\r\nx\r\n".repeat(RequestBody.MAX_PARTS + 1));
      assertEquals(413, client.read().status());
    }
  }

  @Test
  void chunkedBodyShouldBeJoinedAndRefusedWhenItIsTooLarge() throws Exception {
    String head = "POST /openrtb2/bid HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n";
    try (RawClient client = server.connect()) {
      client.send(head + "3\r\nabc\r\n");
      client.send("A;x=y\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n");
      assertEquals("|abc0123456789", client.read().text());
      client.send(head);
      for (int i = 0; i < 5; i++) {
        client.send("400\r\n" + "y".repeat(1024) + "\r\n");
      }
      assertEquals(413, client.read().status());
      assertTrue(client.isClosed());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "POST\r\n\r\n",
        "POST /openrtb2/bid\r\n\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: b\r\nno colon\r\n\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: b\r\nContent-Length: x\r\n\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: b\r\nContent-Length: -1\r\n\r\n",
        POST + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        POST + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: b\r\nBad\u0000Name: x\r\n\r\n",
      })
  void whatIsNoHttpShouldBeRefusedWithNothingAndClosed(String request) throws Exception {
    try (RawClient client = server.connect()) {
      RawClient.Response response = client.send(request).read();
      assertEquals(400, response.status());
      assertEquals("", response.text());
      assertEquals("close", response.header("connection"));
      assertTrue(client.isClosed());
    }
  }

  /** Shapes of which a proxy before this server could think that they end elsewhere. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        POST + "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx",
        POST + "Content-Length: 1, 1\r\n\r\nx",
        POST + "Content-Length: 1\r\n 2\r\n\r\nx",
        POST + "Content-Length : 1\r\n\r\nx",
        POST + "Content-Length: +1\r\n\r\nx",
        POST + "Content-Length: 0x1\r\n\r\nx",
        POST + "Content-Length: 99999999999999999999\r\n\r\nx",
        POST + "Content-Length: 1\n\r\nx",
        "POST /openrtb2/bid HTTP/1.1\nContent-Length: 1\n\nx",
        POST + "X: a\rContent-Length: 1\r\n\r\nx",
        POST + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n",
        POST + "Transfer-Encoding: identity\r\nContent-Length: 1\r\n\r\nx",
        POST + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
        POST + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
        POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        POST + "Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n",
        "POST /openrtb2/bid HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        CHUNKED + "1\nx\r\n0\r\n\r\n",
        CHUNKED + "1;a=b\nx\r\n0\r\n\r\n",
        CHUNKED + "1;a=\"\r\n\"\r\nx\r\n0\r\n\r\n",
        CHUNKED + "1\r\nxy\r\n0\r\n\r\n",
        CHUNKED + "+1\r\nx\r\n0\r\n\r\n",
        CHUNKED + "0x1\r\nx\r\n0\r\n\r\n",
        CHUNKED + "100000001\r\nx\r\n0\r\n\r\n",
        CHUNKED + "FFFFFFFFFFFFFFFFF\r\nx",
      })
  void requestShouldBeRefusedWhenItsEndIsInDoubt(String request) throws Exception {
    try (RawClient client = server.connect()) {
      RawClient.Response response = client.send(request).end().read();
      assertEquals(400, response.status());
      assertEquals("close", response.header("connection"));
      assertTrue(client.isClosed());
    }
  }

  @Test
  void otherHttpVersionShouldBeRefused() throws Exception {
    try (RawClient client = server.connect()) {
      assertEquals(505, client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").read().status());
      assertTrue(client.isClosed());
    }
  }

  @ParameterizedTest
  @CsvSource({"431,/openrtb2/bid,x", "414,x,''"})
  void lineOrHeadersShouldBeRefusedWhenTooLong(int status, String path, String header)
      throws Exception {
    String target = header.isEmpty() ? "/" + path.repeat(3000) : path;
    String request =
        "POST "
            + target
            + " HTTP/1.1\r\nHost: b\r\nX: "
            + header.repeat(3000)
            + "\r\nContent-Length: 0\r\n\r\n";
    try (RawClient client = server.connect()) {
      assertEquals(status, client.send(request).read().status());
      assertTrue(client.isClosed());
      assertTrue(server.saw("http.maxHeaderBytes"));
    }
  }

  @Test
  void expectShouldBeAnsweredBeforeTheBodyComes() throws Exception {
    String head = "POST %s HTTP/1.1\r\nHost: b\r\nContent-Length: %d\r\nExpect: %s\r\n\r\n";
    try (RawClient client = server.connect()) {
      for (int i = 0; i < 2; i++) {
        client.send(String.format(head, "/openrtb2/bid", 1, "100-continue"));
        assertEquals(100, client.read().status());
        assertEquals("|x", client.send("x").read().text());
      }
      client.send(String.format(head, "/openrtb2/bid", 1, "magic") + "x");
      assertEquals(417, client.read().status());
      client.send(String.format(head, "/openrtb2/bid", MAX_BODY + 1, "100-continue"));
      assertEquals(413, client.read().status());
      assertTrue(client.isClosed());
    }
    try (RawClient client = server.connect()) {
      client.send(String.format(head, "/nothing", 1, "100-continue"));
      assertEquals(404, client.read().status());
      assertTrue(client.isClosed());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "P",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: b\r\nContent-Le",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: b\r\nContent-Length: 5\r\n\r\nabc",
        "POST /openrtb2/bid HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc"
      })
  void halfARequestShouldBeRefusedWhenNoMoreComes(String half) throws Exception {
    try (RawClient client = server.connect()) {
      client.post("/openrtb2/bid", "before").send(half).end();
      assertEquals("|before", client.read().text());
      assertEquals(400, client.read().status());
      assertTrue(client.isClosed());
    }
  }

  @Test
  void requestShouldBeReadWhenItComesByteByByte() throws Exception {
    try (RawClient client = server.connect()) {
      for (byte b : ascii(RawClient.request("/openrtb2/acme/bid", "hello"))) {
        client.send(new byte[] {b});
      }
      assertEquals("acme|hello", client.read().text());
    }
  }

  @Test
  void targetShouldBeUnderstoodWhenItNamesTheHost() throws Exception {
    try (RawClient client = server.connect()) {
      client.post("http://bidder.example:8080/openrtb2/acme/bid", "x");
      assertEquals("acme|x", client.read().text());
      client.post("http://bidder.example", "x");
      RawClient.Response response = client.read();
      assertEquals(404, response.status());
      assertFalse(response.headers().containsKey("connection"));
    }
  }

  private static byte[] gzipped(String encoding, byte[] body) {
    String head =
        "POST /openrtb2/bid HTTP/1.1\r\nHost: b\r\nContent-Encoding: "
            + encoding
            + "\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    return join(ascii(head), body);
  }

  private static byte[] zip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(ascii(text));
    }
    return bytes.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
