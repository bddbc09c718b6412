package io.bidder.bidder.notice;

import org.jspecify.annotations.Nullable;

/** Tells where clicks lead to. */
@FunctionalInterface
public interface LandingPages {
  /**
   * The URL that a click goes to.
   *
   * @param clickId what the page may be told of it
   * @return empty if the ad leads there by itself, and only tells of it; null if it is gone. From
   *     any thread.
   */
  @Nullable String url(Token click, String clickId);
}
