package io.bidder.bidder.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of the admin port. */
enum AdminPage {
  METRICS("/metrics", "GET", "metrics in Prometheus' text format"),
  HEALTH("/healthz", "GET", "200 while the process lives"),
  READINESS("/readyz", "GET", "200 when the server can bid, otherwise 503 and why not"),
  EXPLAIN("/explain", "POST", "the answer to a bid request, and the reasons for it"),
  CAMPAIGNS("/campaigns", "GET", "budgets, what is spent, and who is out or paused"),
  PAUSE("/campaigns/pause", "POST", "pauses a campaign, an advertiser or everything"),
  RESUME("/campaigns/resume", "POST", "ends a pause");

  final String path;
  private final String method;
  private final String summary;

  AdminPage(String path, String method, String summary) {
    this.path = path;
    this.method = method;
    this.summary = summary;
  }

  /** The methods that it may be asked for with. */
  List<String> methods() {
    return method.equals("GET") ? List.of("GET", "HEAD") : List.of(method);
  }

  /** The page at a path, or null. */
  static @Nullable AdminPage at(String path) {
    for (AdminPage page : values()) {
      if (page.path.equals(path)) {
        return page;
      }
    }
    return null;
  }

  /**
   * A list of the pages, for the answer to an unknown path.
   *
   * @param open those of the port for metrics alone
   */
  static String list(boolean open) {
    StringBuilder list = new StringBuilder("There are these pages:\n");
    for (AdminPage page : values()) {
      if (open && !page.isOpen()) {
        continue;
      }
      list.append(String.format("%-5s%-19s%s%n", page.method, page.path, page.summary));
    }
    return list.toString();
  }

  /** Tells whether the port for metrics has it. */
  boolean isOpen() {
    return this == METRICS || isProbe();
  }

  /** Tells whether it is answered at once by the thread that does nothing else. */
  boolean isProbe() {
    return this == HEALTH || this == READINESS;
  }
}
