package io.bidder.bidder.openrtb.reader;

import io.bidder.bidder.json.Text;

/**
 * What the brands of a structured user agent (OpenRTB 2.6, 3.2.29 and 3.2.30; the browser's client
 * hints) are called here, as {@link UserAgents} calls what it finds in a text.
 */
final class ClientHints {
  private static final String[][] PLATFORMS = {
    {"Android", "Android"},
    {"iOS", "iOS"},
    {"iPadOS", "iOS"},
    {"Windows", "Windows"},
    {"macOS", "macOS"},
    {"Mac OS X", "macOS"},
    {"Linux", "Linux"},
    {"Chrome OS", "ChromeOS"},
    {"Chromium OS", "ChromeOS"},
    {"tvOS", "tvOS"},
    {"Tizen", "Tizen"},
    {"webOS", "webOS"},
  };

  private static final String[][] BROWSERS = {
    {"Google Chrome", "Chrome"},
    {"Chrome", "Chrome"},
    {"Microsoft Edge", "Edge"},
    {"Edge", "Edge"},
    {"Safari", "Safari"},
    {"Mobile Safari", "Safari"},
    {"Firefox", "Firefox"},
    {"Samsung Internet", "Samsung"},
    {"Opera", "Opera"},
    {"Yandex", "Yandex"},
    {"YaBrowser", "Yandex"},
  };

  /** The lowest platform version that Windows 11 gives. */
  private static final int FIRST_WINDOWS_11 = 13;

  private ClientHints() {}

  /** Empty for a brand that is not known. */
  static String os(CharSequence brand) {
    return find(PLATFORMS, brand);
  }

  /** A browser names itself, what it is built on, and something made up, in any order. */
  static void browser(CharSequence brand, Text into) {
    String known = find(BROWSERS, brand);
    if (!known.isEmpty()) {
      into.set(known);
    } else if (into.isEmpty() && UserAgents.equalsIgnoringCase(brand, "Chromium")) {
      into.set("Chrome");
    }
  }

  /** Windows numbers its platform otherwise than its releases. */
  static void nameVersion(CharSequence os, Text version) {
    if (!UserAgents.equalsIgnoringCase(os, "Windows") || version.isEmpty()) {
      return;
    }
    int major = 0;
    for (int i = 0; i < version.length() && isDigit(version.charAt(i)); i++) {
      major = Math.min(major * 10 + (version.charAt(i) - '0'), 1000);
    }
    if (major == 0) {
      version.clear();
    } else {
      version.set(major >= FIRST_WINDOWS_11 ? "11" : "10");
    }
  }

  private static String find(String[][] names, CharSequence brand) {
    for (String[] name : names) {
      if (UserAgents.equalsIgnoringCase(brand, name[0])) {
        return name[1];
      }
    }
    return "";
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
