package io.bidder.market.replay;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sets what a server's {@code /explain} says it would predict beside what the trainer predicts for
 * the same row.
 */
final class Explanations {
  /** Both are made by the same scorer, so only its rounding may differ. */
  static final double TOLERANCE = 1e-6;

  private static final int MAX_EXAMPLES = 5;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** More than this a server explains one after the other, or turns away. */
  private static final int MAX_AT_ONCE = 4;

  private static final int UNAVAILABLE = 503;
  private static final int MAX_ATTEMPTS = 10;
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);

  private final ExpectedPredictions expected;
  private final List<String> examples = new ArrayList<>();
  private long rows;
  private long compared;
  private long beyond;
  private double maxDifference;
  private String worst = "";

  Explanations(ExpectedPredictions expected) {
    this.expected = expected;
  }

  /**
   * Asks for an explanation of every row, as of its time.
   *
   * @param admin the endpoint
   * @param connections kept alive, each asking when it has been answered; a few are used at most
   * @throws ConnectException if the server cannot be reached at the start
   */
  void ask(List<RecordedRequest> rows, URI admin, int connections)
      throws ConnectException, InterruptedException {
    try (HttpClient client =
            HttpClient.newBuilder().version(Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
        ExecutorService threads =
            Executors.newFixedThreadPool(Math.min(connections, MAX_AT_ONCE))) {
      ask(client, admin, 0, rows.getFirst());
      for (int i = 1; i < rows.size(); i++) {
        int row = i;
        var _ =
            threads.submit(() -> {
              ask(client, admin, row, rows.get(row));
              return null;
            });
      }
    }
  }

  private void ask(HttpClient client, URI admin, int row, RecordedRequest request)
      throws ConnectException, InterruptedException {
    try {
      HttpResponse<byte[]> answer = post(client, admin, request);
      for (int attempt = 1;
          answer.statusCode() == UNAVAILABLE && attempt < MAX_ATTEMPTS;
          attempt++) {
        // Others ask too.
        Thread.sleep(BETWEEN_ATTEMPTS);
        answer = post(client, admin, request);
      }
      take(row, request, answer);
    } catch (IOException e) {
      if (row == 0 && e instanceof ConnectException unreachable) {
        throw unreachable;
      }
      notCompared(request, e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  private static HttpResponse<byte[]> post(HttpClient client, URI admin, RecordedRequest request)
      throws IOException, InterruptedException {
    URI uri =
        request.epochMillis() == RecordedRequest.NO_TIME
            ? admin
            : admin.resolve(admin.getRawPath() + "?at=" + request.epochMillis());
    return client.send(
        HttpRequest.newBuilder(uri)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(request.body()))
            .build(),
        BodyHandlers.ofByteArray());
  }

  private void take(int row, RecordedRequest request, HttpResponse<byte[]> answer) {
    if (answer.statusCode() != 200) {
      notCompared(request, "status " + answer.statusCode());
    } else {
      compare(row, request, answer.body());
    }
  }

  private void compare(int row, RecordedRequest request, byte[] answer) {
    JsonNode explained;
    try {
      explained = JsonMapper.shared().readTree(answer);
    } catch (JacksonException e) {
      notCompared(request, "the answer is no JSON");
      return;
    }
    JsonNode creative = scored(explained);
    if (creative == null) {
      notCompared(request, stopped(explained));
      return;
    }
    double difference = 0;
    int probabilities = 0;
    String[] names = {"pCtr", "pCvr", "pCtcvr"};
    double[] predicted = {expected.ctr(row), expected.cvr(row), expected.ctcvr(row)};
    for (int i = 0; i < names.length; i++) {
      JsonNode served = creative.path(names[i]);
      if (served.isNumber() && !Double.isNaN(predicted[i])) {
        probabilities++;
        difference = Math.max(difference, Math.abs(served.asDouble() - predicted[i]));
      }
    }
    if (probabilities == 0) {
      notCompared(request, "no probability that the predictions have, too");
    } else {
      compared(request, difference);
    }
  }

  private synchronized void compared(RecordedRequest request, double difference) {
    rows++;
    compared++;
    beyond += difference > TOLERANCE ? 1 : 0;
    if (difference > maxDifference || worst.isEmpty()) {
      maxDifference = difference;
      worst = request.name();
    }
  }

  private synchronized void notCompared(RecordedRequest request, String reason) {
    rows++;
    if (examples.size() < MAX_EXAMPLES) {
      examples.add(request.name() + ": " + reason);
    }
  }

  /** The first creative that was scored, or null. */
  private static @Nullable JsonNode scored(JsonNode explained) {
    for (JsonNode imp : explained.path("imps")) {
      for (JsonNode campaign : imp.path("campaigns")) {
        for (JsonNode creative : campaign.path("creatives")) {
          if (creative.path("pCtr").isNumber() || creative.path("pCtcvr").isNumber()) {
            return creative;
          }
        }
      }
    }
    return null;
  }

  /** The reason that nothing was scored, as far as the answer says. */
  private static String stopped(JsonNode explained) {
    for (JsonNode imp : explained.path("imps")) {
      for (JsonNode campaign : imp.path("campaigns")) {
        JsonNode stoppedBy = campaign.path("stoppedBy");
        if (!stoppedBy.isMissingNode() && !stoppedBy.isNull()) {
          return "campaign "
              + RequestFacts.text(campaign.path("campaign"))
              + " stopped by "
              + (stoppedBy.isValueNode() ? stoppedBy.asString() : stoppedBy);
        }
      }
    }
    return "no creative has probabilities";
  }

  /** Returns whether every row was compared and none differs. */
  synchronized boolean isEqual() {
    return compared == rows && beyond == 0;
  }

  synchronized void print(PrintWriter out) {
    out.printf(Locale.ROOT, "%-34s %,12d%n", "rows", rows);
    out.printf(Locale.ROOT, "%-34s %,12d%n", "compared", compared);
    out.printf(Locale.ROOT, "%-34s %,12d%n", "differ by more than " + TOLERANCE, beyond);
    if (compared > 0) {
      out.printf(Locale.ROOT, "%-34s %12.3g   %s%n", "largest difference", maxDifference, worst);
    }
    if (!examples.isEmpty()) {
      out.println("not compared, the first:");
      examples.forEach(example -> out.println("  " + example));
    }
    out.flush();
  }

  synchronized Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("rows", rows);
    figures.put("compared", compared);
    figures.put("beyondTolerance", beyond);
    figures.put("maxDifference", compared > 0 ? maxDifference : null);
    return figures;
  }
}
