package io.bidder.bidder.openrtb;

/**
 * What a user agent text says of operating system and browser, for requests that do not say it in
 * fields of their own. Looks for the few marks that tell the common ones apart; what it does not
 * know stays empty. One thread's.
 */
final class UserAgents {
  /** Chars that are looked at. */
  private static final int MAX_LENGTH = 1024;

  /** A mark, the system it stands for, and what stands before the version. Order decides. */
  private record Platform(String mark, String name, String beforeVersion) {}

  private static final Platform[] PLATFORMS = {
    new Platform("Windows Phone", "Windows Phone", "Windows Phone "),
    new Platform("Windows", "Windows", "Windows NT "),
    new Platform("Tizen", "Tizen", "Tizen "),
    new Platform("Web0S", "webOS", ""),
    new Platform("CrOS", "ChromeOS", ""),
    new Platform("Apple TV", "tvOS", ""),
    new Platform("Android", "Android", "Android "),
    new Platform("iPhone", "iOS", " OS "),
    new Platform("iPad", "iOS", " OS "),
    new Platform("iPod", "iOS", " OS "),
    new Platform("Macintosh", "macOS", "Mac OS X "),
    new Platform("Linux", "Linux", ""),
  };

  /** Marks of browsers. Most claim to be several: the first that is found is it. */
  private static final String[][] BROWSERS = {
    {"Edg", "Edge"},
    {"OPR/", "Opera"},
    {"Opera", "Opera"},
    {"SamsungBrowser", "Samsung"},
    {"FxiOS", "Firefox"},
    {"Firefox", "Firefox"},
    {"MSIE ", "Internet Explorer"},
    {"Trident/", "Internet Explorer"},
    {"CriOS", "Chrome"},
    {"Chrome", "Chrome"},
    {"Safari", "Safari"},
  };

  /** Fills in what the device's own fields leave open. */
  void complete(Device device) {
    Text agent = device.ua;
    if (agent.isEmpty()) {
      return;
    }
    if (device.os.isEmpty()) {
      for (Platform system : PLATFORMS) {
        if (find(agent, system.mark, 0) >= 0) {
          device.os.set(system.name);
          if (device.osv.isEmpty()) {
            version(agent, system.beforeVersion, device.osv);
          }
          break;
        }
      }
    }
    if (device.browser.isEmpty()) {
      for (String[] browser : BROWSERS) {
        if (find(agent, browser[0], 0) >= 0) {
          device.browser.set(browser[1]);
          break;
        }
      }
    }
  }

  /** The browser that a brand of structured user agent information names, if it names one. */
  static void browserOfBrand(Text brand, Text into) {
    String name =
        switch (brand.length()) {
          case 13 -> brand.contentEquals("Google Chrome") ? "Chrome" : "";
          case 14 -> brand.contentEquals("Microsoft Edge") ? "Edge" : "";
          case 16 -> brand.contentEquals("Samsung Internet") ? "Samsung" : "";
          case 5 -> brand.contentEquals("Opera") ? "Opera" : "";
          case 7 -> brand.contentEquals("Firefox") ? "Firefox" : "";
          case 6 -> brand.contentEquals("Safari") ? "Safari" : "";
          case 8 -> into.isEmpty() && brand.contentEquals("Chromium") ? "Chrome" : "";
          default -> "";
        };
    if (!name.isEmpty()) {
      into.set(name);
    }
  }

  /** Digits, with dots or underscores between them, after {@code before}. */
  private static void version(Text agent, String before, Text into) {
    if (before.isEmpty()) {
      return;
    }
    int at = find(agent, before, 0);
    if (at < 0) {
      return;
    }
    for (int i = at + before.length(); i < agent.length(); i++) {
      char c = agent.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      if (digit) {
        into.append(c);
      } else if ((c == '.' || c == '_') && !into.isEmpty()) {
        into.append('.');
      } else {
        break;
      }
    }
    if (!into.isEmpty() && into.charAt(into.length() - 1) == '.') {
      into.truncate(into.length() - 1);
    }
  }

  private static int find(Text in, String what, int from) {
    int last = Math.min(in.length(), MAX_LENGTH) - what.length();
    for (int i = from; i <= last; i++) {
      int j = 0;
      while (j < what.length() && in.charAt(i + j) == what.charAt(j)) {
        j++;
      }
      if (j == what.length()) {
        return i;
      }
    }
    return -1;
  }
}
