package io.bidder.market.exchange;

import org.jspecify.annotations.Nullable;

/** Parts of URLs. */
final class Urls {
  private static final String NOTICES = "/n/";

  private Urls() {}

  /** Returns whether a URL tells a bidder something, rather than a content network or a shop. */
  static boolean isNotice(String url) {
    return url.contains(NOTICES);
  }

  /** What comes before the path of a URL that tells a bidder something. */
  static String origin(String url) {
    return url.substring(0, url.indexOf(NOTICES));
  }

  /** The value of a parameter, as it stands in the URL; null if it has none. */
  static @Nullable String parameter(@Nullable String url, String name) {
    int query = url == null ? -1 : url.indexOf('?');
    if (url == null || query < 0) {
      return null;
    }
    for (String pair : url.substring(query + 1).split("[&#]", -1)) {
      if (pair.startsWith(name + "=")) {
        return pair.substring(name.length() + 1);
      }
    }
    return null;
  }
}
