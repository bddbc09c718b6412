package io.bidder.bidder.admin;

import io.bidder.bidder.admin.ExplainHandler.Explanation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The pages of the admin port. Safe from any thread. */
final class AdminPages {
  static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";

  /** Prometheus' text format. */
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  private static final int OK = 200;
  private static final int NOT_READY = 503;

  /** A page: its method, a line about it for {@link #list}, and what makes it. */
  record Page(String method, String summary, Maker maker) {}

  /** An answer; it is sent as UTF-8. */
  record Answer(int status, String contentType, String body) {}

  /** Makes a page of a request. */
  @FunctionalInterface
  interface Maker {
    Answer make(byte[] body, Map<String, String> parameters);
  }

  private final Map<String, Page> pages = new LinkedHashMap<>();

  AdminPages(
      Supplier<String> metrics, Supplier<@Nullable String> notReadyReason, ExplainHandler explain) {
    pages.put(
        "/metrics",
        new Page(
            "GET",
            "metrics in Prometheus' text format",
            (body, parameters) -> new Answer(OK, METRICS, metrics.get())));
    pages.put(
        "/healthz",
        new Page(
            "GET",
            "200 while the process lives",
            (body, parameters) -> new Answer(OK, TEXT, "ok\n")));
    pages.put(
        "/readyz",
        new Page(
            "GET",
            "200 when the server can bid, otherwise 503 and why not",
            (body, parameters) -> ready(notReadyReason.get())));
    pages.put(
        "/explain",
        new Page(
            "POST",
            "the answer to a bid request, and the reasons for it",
            (body, parameters) -> {
              Explanation explanation = explain.explain(body, parameters);
              return new Answer(explanation.status(), JSON, explanation.json());
            }));
  }

  @Nullable Page page(String path) {
    return pages.get(path);
  }

  /** A list of the pages, for the answer to an unknown path. */
  String list() {
    StringBuilder list = new StringBuilder("There are these pages:\n");
    for (Map.Entry<String, Page> page : pages.entrySet()) {
      list.append(
          String.format(
              "%-5s%-10s%s%n", page.getValue().method, page.getKey(), page.getValue().summary));
    }
    return list.toString();
  }

  /** The methods that a page may be asked for with. */
  static List<String> allowed(Page page) {
    return page.method.equals("GET") ? List.of("GET", "HEAD") : List.of(page.method);
  }

  private static Answer ready(@Nullable String notReadyReason) {
    return notReadyReason == null
        ? new Answer(OK, TEXT, "ready\n")
        : new Answer(NOT_READY, TEXT, notReadyReason + "\n");
  }
}
