package io.bidder.bidder.cli;

import io.bidder.settings.Document;
import io.bidder.settings.InvalidInputException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The option that names a server's admin port, and a client of it. */
final class AdminPort {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final int MAX_TOKEN_BYTES = 4_096;

  @Option(
      names = "--admin",
      paramLabel = "URL",
      description = "The server's admin port; http://localhost:8081.")
  private URI url = URI.create("http://localhost:8081");

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "The file with the port's token, where it has one (admin.tokenFile).")
  private @Nullable Path tokenFile;

  /**
   * Asks for a page.
   *
   * @param post whether it is to change something
   * @throws InvalidInputException if the server refuses, with its reason
   * @throws IOException naming the server, if it cannot be asked
   */
  JsonNode ask(boolean post, String path, Map<String, String> parameters) throws IOException {
    String query =
        parameters.entrySet().stream()
            .map(each ->
                each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&", "?", ""));
    HttpResponse<String> answer = answer(post, path + query);
    if (answer.statusCode() == UNAUTHORIZED) {
      throw new InvalidInputException(
          "--admin %s: wants another token, expected its own with --token-file".formatted(url));
    }
    JsonNode json;
    try {
      json = JsonMapper.shared().readTree(answer.body());
    } catch (JacksonException e) {
      throw new IOException("--admin " + url + ": is no admin port of a bidder", e);
    }
    if (answer.statusCode() != OK) {
      throw new InvalidInputException(json.path("problem").asString("HTTP " + answer.statusCode()));
    }
    return json;
  }

  private HttpResponse<String> answer(boolean post, String target) throws IOException {
    String token = tokenFile == null ? "" : Document.text(tokenFile, MAX_TOKEN_BYTES).strip();
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(target)).timeout(PATIENCE);
      if (!token.isEmpty()) {
        request.header("Authorization", "Bearer " + token);
      }
      return client.send(
          post ? request.POST(BodyPublishers.noBody()).build() : request.build(),
          BodyHandlers.ofString());
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException("--admin " + url + ": cannot be asked: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking " + url, e);
    }
  }
}
