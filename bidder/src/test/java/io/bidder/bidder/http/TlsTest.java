package io.bidder.bidder.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.testing.SelfSigned;
import io.bidder.settings.InvalidInputException;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bids over TLS, by the JDK's client and by hand. */
class TlsTest {
  @TempDir static Path directory = Path.of("");
  private static SelfSigned first;
  private static SelfSigned second;

  @BeforeAll
  static void makeCertificates() throws Exception {
    first = SelfSigned.make(directory, "first", "dns:localhost");
    second = SelfSigned.make(directory, "second", "dns:localhost");
  }

  private static TestServer server(SelfSigned certificate, String... more) {
    return server(certificate.file(), certificate.keyFile(), more);
  }

  private static TestServer server(Path certificate, Path key, String... more) {
    List<String> sets = new ArrayList<>(List.of("http.tls.port=0", "http.tls.host=localhost"));
    sets.add("http.tls.certificateFile=" + certificate);
    sets.add("http.tls.keyFile=" + key);
    sets.addAll(List.of(more));
    return new TestServer(TestServer.echo(), sets.toArray(String[]::new));
  }

  /** Believes whom {@code server} names and shows {@code own}. */
  private static SSLContext context(SelfSigned server, @Nullable SelfSigned own)
      throws GeneralSecurityException, IOException {
    KeyStore believed = KeyStore.getInstance("PKCS12");
    believed.load(null, null);
    String alias = server.store().aliases().nextElement();
    believed.setCertificateEntry(alias, server.store().getCertificate(alias));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(believed);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own == null ? null : own.store(), SelfSigned.PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static String bid(TestServer server, SSLContext context, String body)
      throws IOException, InterruptedException {
    try (HttpClient client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(context).build()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(
                      URI.create(
                          "https://localhost:%d/openrtb2/acme/bid"
                              .formatted(server.server.tlsPort())))
                  .POST(BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    }
  }

  @Test
  void bidsShouldBeAnsweredWithTlsAndWithoutAtTheirPorts() throws Exception {
    try (TestServer server = server(first)) {
      String long100 = "x".repeat(100_000);
      assertEquals("200 acme|" + long100, bid(server, context(first, null), long100));
      assertThrows(SSLException.class, () -> bid(server, context(second, null), "x"));
      assertEquals("200 acme|y", bid(server, context(first, null), "y"));
      try (RawClient plain = server.connect()) {
        plain.send("POST /openrtb2/acme/bid HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nz");
        assertTrue(plain.read().text().endsWith("acme|z"));
      }
      // A last answer arrives whole, and its end is an end and no break.
      try (SSLSocket socket =
          (SSLSocket)
              context(first, null)
                  .getSocketFactory()
                  .createSocket(InetAddress.getLoopbackAddress(), server.server.tlsPort())) {
        socket.setSoTimeout(20_000);
        String head =
            "POST /openrtb2/acme/bid HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + "Content-Length: 1\r\n\r\nw";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        String answer =
            new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertTrue(answer.endsWith("acme|w"), answer);
      }
      assertFalse(server.saw("failed io"), server.events.seen::toString);
    }
  }

  @Test
  void whoSpeaksNoTlsOrNothingShouldBeClosedAndNotCountedAsAFailure() throws Exception {
    try (TestServer server = server(first, "http.readTimeout=300ms")) {
      for (String said :
          List.of(
              "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\u0016\u0003\u0001", "", "\u0000".repeat(99))) {
        try (Socket socket =
            new Socket(InetAddress.getLoopbackAddress(), server.server.tlsPort())) {
          socket.setSoTimeout(20_000);
          socket.getOutputStream().write(said.getBytes(StandardCharsets.ISO_8859_1));
          socket.getOutputStream().flush();
          InputStream in = socket.getInputStream();
          while (in.read() >= 0) {
            // An alert, perhaps, and then the end.
          }
        }
      }
      assertEquals("200 acme|x", bid(server, context(first, null), "x"));
      assertFalse(server.saw("failed io"), server.events.seen::toString);
    }
  }

  @Test
  void clientsShouldHaveToShowACertificateWhereOneIsWanted() throws Exception {
    try (TestServer server = server(first, "http.tls.clientCaFile=" + second.file())) {
      assertEquals("200 acme|x", bid(server, context(first, second), "x"));
      assertThrows(IOException.class, () -> bid(server, context(first, null), "x"));
      assertThrows(IOException.class, () -> bid(server, context(first, first), "x"));
      assertEquals("200 acme|y", bid(server, context(first, second), "y"));
      assertFalse(server.saw("failed io"), server.events.seen::toString);
    }
  }

  @Test
  void certificateShouldBeTakenUpWhenItsFilesChangeAndABadOneNot() throws Exception {
    Path certificate = Files.copy(first.file(), directory.resolve("shown.pem"));
    Path key = Files.copy(first.keyFile(), directory.resolve("shown.key"));
    try (TestServer server = server(certificate, key)) {
      Tls tls = Objects.requireNonNull(server.server.tls());
      tls.poll();
      assertEquals("200 acme|1", bid(server, context(first, null), "1"));
      // Another's key beside it.
      write(second.keyFile(), key);
      tls.poll();
      assertEquals("200 acme|2", bid(server, context(first, null), "2"));
      write(second.file(), certificate);
      tls.poll();
      assertEquals("200 acme|3", bid(server, context(second, null), "3"));
      assertThrows(SSLException.class, () -> bid(server, context(first, null), "4"));
      Files.delete(certificate);
      tls.poll();
      assertEquals("200 acme|5", bid(server, context(second, null), "5"));
    }
  }

  /** Also where the clock did not go on since the last. */
  private static void write(Path from, Path to) throws IOException {
    var before = Files.getLastModifiedTime(to);
    Files.write(to, Files.readAllBytes(from));
    Files.setLastModifiedTime(
        to, java.nio.file.attribute.FileTime.fromMillis(before.toMillis() + 10_000));
    assertNotEquals(before, Files.getLastModifiedTime(to));
  }

  @Test
  void filesShouldBeNamedThatHoldSomethingElse() throws IOException {
    Path missing = directory.resolve("missing.pem");
    Path garbage = Files.writeString(directory.resolve("garbage.pem"), "garbage");
    Path legacy =
        Files.writeString(
            directory.resolve("legacy.pem"),
            "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
    String message =
        String.valueOf(
            assertThrows(
                    InvalidInputException.class,
                    () -> new TestServer(TestServer.noBids(), "http.tls.port=0"))
                .getMessage());
    assertTrue(message.contains("expected http.tls.certificateFile"), message);
    assertRefused(missing, first.keyFile(), "http.tls.certificateFile: " + missing + " cannot");
    assertRefused(
        garbage, first.keyFile(), "http.tls.certificateFile: " + garbage + " is no such file");
    assertRefused(first.file(), garbage, "http.tls.keyFile: " + garbage + " is no such file");
    assertRefused(first.file(), legacy, "openssl pkcs8 -topk8");
    assertRefused(
        first.file(), second.keyFile(), "expected the key of http.tls.certificateFile's first");
  }

  private static void assertRefused(Path certificate, Path key, String expected) {
    String message =
        String.valueOf(
            assertThrows(InvalidInputException.class, () -> server(certificate, key).close())
                .getMessage());
    assertTrue(message.contains(expected), message);
  }
}
