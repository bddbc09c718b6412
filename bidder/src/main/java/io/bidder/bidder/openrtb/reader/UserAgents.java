package io.bidder.bidder.openrtb.reader;

import io.bidder.bidder.json.Text;
import io.bidder.bidder.names.Systems;
import java.util.stream.IntStream;

/**
 * What the text of a user agent says of operating system and browser, for requests that do not say
 * it in fields of their own. Looks once over the words for the marks that tell the common ones
 * apart; what it does not know is empty. Safe on any text; one thread's, reused.
 */
final class UserAgents {
  /** Chars that are looked at. */
  static final int MAX_CHARS = 1024;

  /**
   * A mark at the beginning of a word and what it stands for. A user agent has several, as each
   * claims to be those before it: the first of the list counts.
   *
   * @param text in lower case
   * @param beforeVersion what stands before the version; empty if that is not looked for
   */
  private record Mark(String text, String name, String beforeVersion) {}

  private static final Mark[] SYSTEMS = {
    new Mark("windows phone", "Windows Phone", "windows phone "),
    new Mark("xbox", "Xbox", ""),
    new Mark("playstation", "PlayStation", ""),
    new Mark("tizen", "Tizen", "tizen "),
    new Mark("web0s", "webOS", ""),
    new Mark("webos", "webOS", ""),
    new Mark("roku", "Roku", ""),
    new Mark("cros", "ChromeOS", ""),
    new Mark("apple tv", "tvOS", ""),
    new Mark("appletv", "tvOS", ""),
    new Mark("tvos", "tvOS", "tvos "),
    new Mark("kaios", "KaiOS", "kaios/"),
    new Mark("windows", "Windows", "windows nt "),
    new Mark("android", "Android", "android "),
    new Mark("iphone", "iOS", " os "),
    new Mark("ipad", "iOS", " os "),
    new Mark("ipod", "iOS", " os "),
    new Mark("cfnetwork", "iOS", ""),
    new Mark("macintosh", "macOS", "mac os x "),
    new Mark("mac os x", "macOS", "mac os x "),
    new Mark("linux", "Linux", ""),
    new Mark("x11", "Linux", ""),
  };

  private static final Mark[] BROWSERS = {
    new Mark("edg/", "Edge", ""),
    new Mark("edge/", "Edge", ""),
    new Mark("edga/", "Edge", ""),
    new Mark("edgios/", "Edge", ""),
    new Mark("opr/", "Opera", ""),
    new Mark("opt/", "Opera", ""),
    new Mark("opera", "Opera", ""),
    new Mark("opios/", "Opera", ""),
    new Mark("samsungbrowser", "Samsung", ""),
    new Mark("yabrowser/", "Yandex", ""),
    new Mark("ucbrowser/", "UC", ""),
    new Mark("silk/", "Silk", ""),
    new Mark("fban/", "Facebook", ""),
    new Mark("fbav/", "Facebook", ""),
    new Mark("instagram ", "Instagram", ""),
    new Mark("fxios/", "Firefox", ""),
    new Mark("firefox/", "Firefox", ""),
    new Mark("msie ", "IE", ""),
    new Mark("trident/", "IE", ""),
    new Mark("crios/", "Chrome", ""),
    new Mark("chromium/", "Chrome", ""),
    new Mark("chrome/", "Chrome", ""),
    new Mark("safari/", "Safari", ""),
  };

  private static final int[][] SYSTEMS_BY_INITIAL = byInitial(SYSTEMS);
  private static final int[][] BROWSERS_BY_INITIAL = byInitial(BROWSERS);

  private static final int NONE = Integer.MAX_VALUE;

  private final char[] chars = new char[MAX_CHARS];
  private int length;
  private final Text osVersion = new Text();
  private int system;
  private int browser;
  private boolean saysMobile;

  /** Looks at another one. */
  void read(Text agent) {
    length = Math.min(agent.length(), MAX_CHARS);
    for (int i = 0; i < length; i++) {
      chars[i] = lower(agent.charAt(i));
    }
    system = NONE;
    browser = NONE;
    saysMobile = false;
    boolean inWord = false;
    for (int i = 0; i < length; i++) {
      boolean letter = chars[i] >= 'a' && chars[i] <= 'z';
      if (letter && !inWord) {
        system = first(SYSTEMS, SYSTEMS_BY_INITIAL, system, i);
        browser = first(BROWSERS, BROWSERS_BY_INITIAL, browser, i);
        saysMobile |= isAt("mobile", i);
      }
      inWord = letter;
    }
    osVersion.clear();
    if (system != NONE) {
      readVersion(SYSTEMS[system].beforeVersion);
      if (os().equals("Windows")) {
        Systems.nameRelease(osVersion);
      }
    }
  }

  /** Empty if it is not known. */
  String os() {
    return system == NONE ? "" : SYSTEMS[system].name;
  }

  /** Numbers with dots between them, of Windows the release's name; empty if it is not known. */
  CharSequence osVersion() {
    return osVersion;
  }

  /** A phone's or a tablet's number, of what is one of them; that of both if it does not tell. */
  int mobileKind() {
    return switch (system == NONE ? "" : SYSTEMS[system].text) {
      case "iphone", "ipod" -> DeviceReader.PHONE;
      case "ipad" -> DeviceReader.TABLET;
      case "android" -> saysMobile ? DeviceReader.PHONE : DeviceReader.TABLET;
      default -> DeviceReader.MOBILE;
    };
  }

  /** Empty if it is not known. */
  String browser() {
    if (browser == NONE) {
      return "";
    }
    String name = BROWSERS[browser].name;
    // The browser of old Android versions only says that it is like Safari.
    return name.equals("Safari") && os().equals("Android") ? "Android" : name;
  }

  static boolean equalsIgnoringCase(CharSequence first, CharSequence second) {
    if (first.length() != second.length()) {
      return false;
    }
    for (int i = 0; i < first.length(); i++) {
      if (lower(first.charAt(i)) != lower(second.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** The first of the marks before {@code best} that the word at {@code at} is. */
  private int first(Mark[] marks, int[][] byInitial, int best, int at) {
    for (int i : byInitial[chars[at] - 'a']) {
      if (i >= best) {
        break;
      }
      if (isAt(marks[i].text, at)) {
        return i;
      }
    }
    return best;
  }

  /** The marks that begin with each letter, in their order. */
  private static int[][] byInitial(Mark[] marks) {
    int[][] byInitial = new int['z' - 'a' + 1][];
    for (int letter = 0; letter < byInitial.length; letter++) {
      char initial = (char) ('a' + letter);
      byInitial[letter] =
          IntStream.range(0, marks.length)
              .filter(i -> marks[i].text.charAt(0) == initial)
              .toArray();
    }
    return byInitial;
  }

  private boolean isAt(String text, int at) {
    if (length - at < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (chars[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void readVersion(String before) {
    if (before.isEmpty()) {
      return;
    }
    int at = 0;
    while (at < length && !isAt(before, at)) {
      at++;
    }
    for (int i = at + before.length(); i < length; i++) {
      char c = chars[i];
      if (c >= '0' && c <= '9') {
        osVersion.append(c);
      } else if ((c == '.' || c == '_') && !osVersion.isEmpty()) {
        osVersion.append('.');
      } else {
        break;
      }
    }
    if (!osVersion.isEmpty() && osVersion.charAt(osVersion.length() - 1) == '.') {
      osVersion.truncate(osVersion.length() - 1);
    }
  }

  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
  }
}
