package io.bidder.bidder.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.config.ServerConfig;
import io.bidder.settings.InvalidInputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is answered by the admin port, through its socket. */
class AdminAccessTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final List<String> OPEN = List.of("GET /metrics", "GET /healthz", "GET /readyz");
  private static final List<String> CLOSED =
      List.of("POST /explain", "GET /campaigns", "POST /campaigns/pause", "POST /campaigns/resume");

  @TempDir private Path directory = Path.of("");

  private AdminServer start(String... sets) {
    List<String> all = new ArrayList<>(List.of("admin.port=0", "admin.metricsPort=0"));
    all.add("admin.metricsHost=localhost");
    all.addAll(List.of(sets));
    return AdminServer.start(
        ServerConfig.load(null, all).admin(),
        () -> "bidder_up 1\n",
        () -> null,
        (body, parameters, reply) -> reply.begin(200).close(),
        new CampaignsHandler() {
          @Override
          public Answer status(Map<String, String> parameters) {
            return new Answer(200, "{}");
          }

          @Override
          public CompletionStage<Answer> change(boolean pause, Map<String, String> parameters) {
            return CompletableFuture.completedFuture(new Answer(200, "{}"));
          }
        },
        new AdminEvents() {
          @Override
          public void limitReached(AdminLimit limit) {}

          @Override
          public void failed(String thread) {}
        });
  }

  private AdminServer startWithToken() throws IOException {
    Path file = directory.resolve("admin.token");
    Files.writeString(file, TOKEN + "\n");
    return start("admin.tokenFile=" + file, "admin.host=0.0.0.0");
  }

  private static int status(int port, String request, String... headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      String host =
          String.join("", headers).contains("Host:") ? "" : "Host: localhost:" + port + "\r\n";
      String head =
          "%s HTTP/1.1\r\n%s%sContent-Length: 0\r\nConnection: close\r\n\r\n"
              .formatted(
                  request,
                  host,
                  String.join("", List.of(headers).stream().map(each -> each + "\r\n").toList()));
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertFalse(answer.contains(TOKEN), answer);
      return Integer.parseInt(answer.split(" ", 3)[1]);
    }
  }

  @Test
  void pagesShouldWantTheTokenWhereThereIsOneAndProbesNot() throws IOException {
    try (AdminServer server = startWithToken()) {
      int port = server.port();
      List<String> wrong =
          List.of(
              "X: none",
              "Authorization: Bearer " + TOKEN.replace('f', 'e'),
              "Authorization: Bearer " + TOKEN.substring(1),
              "Authorization: Bearer",
              "Authorization: Basic " + TOKEN,
              "Authorization: " + TOKEN);
      for (String header : wrong) {
        for (String page : CLOSED) {
          assertEquals(401, status(port, page, header), page + ", " + header);
        }
        assertEquals(401, status(port, "GET /metrics", header), header);
        assertEquals(200, status(port, "GET /healthz", header), header);
        assertEquals(200, status(port, "GET /readyz", header), header);
      }
      for (String page : CLOSED) {
        assertEquals(200, status(port, page, "Authorization: bearer " + TOKEN), page);
        assertEquals(
            200,
            status(port, page, "Host: admin.example", "Authorization: Bearer  " + TOKEN),
            page);
      }
      assertEquals(200, status(port, "GET /metrics", "Authorization: Bearer " + TOKEN));
    }
  }

  @Test
  void metricsPortShouldHaveMetricsAndProbesForEverybodyAndNothingElse() throws IOException {
    try (AdminServer server = startWithToken()) {
      for (String page : OPEN) {
        assertEquals(200, status(server.metricsPort(), page, "Host: bidder:8082"), page);
      }
      for (String page : CLOSED) {
        assertEquals(
            404, status(server.metricsPort(), page, "Authorization: Bearer " + TOKEN), page);
      }
    }
  }

  @Test
  void pagesOfOthersShouldNotAskInTheNameOfABrowserOnThisMachine() throws IOException {
    try (AdminServer server = start()) {
      int port = server.port();
      for (String page : CLOSED) {
        assertEquals(200, status(port, page), page);
        assertEquals(200, status(port, page, "Host: 127.0.0.1:" + port), page);
        assertEquals(200, status(port, page, "Host: [::1]:" + port), page);
        assertEquals(200, status(port, page, "Origin: http://localhost:" + port), page);
        assertEquals(403, status(port, page, "Origin: https://evil.example"), page);
        assertEquals(403, status(port, page, "Origin: null"), page);
        assertEquals(403, status(port, page, "Host: evil.example:" + port), page);
        assertEquals(403, status(port, page, "Host: localhost.evil.example"), page);
        assertEquals(403, status(port, page, "Host: 192.0.2.1"), page);
      }
      assertEquals(200, status(port, "GET /readyz", "Host: 10.1.2.3:8081"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
  void otherMachinesShouldNotReachAPortWithoutAToken(String host) {
    String message =
        String.valueOf(
            assertThrows(
                    InvalidInputException.class,
                    () -> ServerConfig.load(null, List.of("admin.host=" + host)))
                .getMessage());
    assertTrue(message.contains("admin.host is '" + host + "'"), message);
    assertTrue(message.contains("unless there is an admin.tokenFile"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "0123456789abcdef0123456789abcd f", "a\nb"})
  void fileThatHoldsNoTokenShouldBeRefusedAndNotTold(String text) throws IOException {
    Path file = directory.resolve("bad.token");
    Files.writeString(file, text);
    String message =
        String.valueOf(
            assertThrows(InvalidInputException.class, () -> start("admin.tokenFile=" + file))
                .getMessage());
    assertEquals(
        file + ": no token, expected one with at least 32 letters, digits or -._~+/", message);
  }
}
