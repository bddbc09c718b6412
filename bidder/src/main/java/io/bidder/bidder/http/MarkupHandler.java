package io.bidder.bidder.http;

import org.jspecify.annotations.Nullable;

/**
 * Who answers {@code GET} requests below a path's prefix, such as win notices that want an ad's
 * markup (OpenRTB 2.6, 4.3.1).
 */
@FunctionalInterface
public interface MarkupHandler {
  /** What to answer with; the body is sent as UTF-8. */
  record Markup(String body, String contentType) {}

  /**
   * The answer, or null for 404. Called by a thread that serves other connections too, so it must
   * not block.
   *
   * @param pathAndQuery what comes after the prefix, as it was sent
   */
  @Nullable Markup get(String pathAndQuery);
}
