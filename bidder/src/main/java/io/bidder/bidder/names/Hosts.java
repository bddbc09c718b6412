package io.bidder.bidder.names;

import io.bidder.bidder.json.Text;
import java.text.Normalizer;

/**
 * Finds the host in what people and exchanges write where a domain belongs, and spells it in the
 * one way that hosts are compared in: lower case and ASCII (RFC 3492), without scheme, user, port,
 * path, {@code www.}, {@code *.}, and dots and spaces around it. One thread's; reused, and
 * allocates nothing but for letters whose accents are chars of their own.
 */
public final class Hosts {
  /** RFC 1035, 2.3.4: no longer name is a host's. */
  public static final int MAX_CHARS = 253;

  private static final String WWW = "www.";
  private static final int IGNORED = -1;

  // Of Punycode: RFC 3492, 5.
  private static final int BASE = 36;
  private static final int T_MIN = 1;
  private static final int T_MAX = 26;
  private static final int SKEW = 38;
  private static final int DAMP = 700;
  private static final int INITIAL_BIAS = 72;
  private static final int INITIAL_N = 128;

  /** The host as it was written, mapped, as code points. */
  private final int[] points = new int[MAX_CHARS];

  private int pointCount;

  /** The host as it is compared. */
  private final char[] host = new char[MAX_CHARS];

  private int length;

  /** The host in a text, as it is compared; empty if there is none. */
  public static String of(String text) {
    Text host = new Text();
    new Hosts().find(text, host);
    return host.toString();
  }

  /** Likewise, but with {@code www.} where it has that. */
  public static String withWww(String text) {
    Hosts hosts = new Hosts();
    hosts.read(text);
    return new String(hosts.host, 0, hosts.length);
  }

  /**
   * Finds the host in a text.
   *
   * @param into takes it, as it is compared, or becomes empty if there is none; may be {@code text}
   */
  public void find(CharSequence text, Text into) {
    read(text);
    int start = 0;
    while (isWww(start)) {
      start += WWW.length();
    }
    into.set(host, start, length - start);
  }

  /** Finds the host in an address, where what has no dot is none, such as {@code about:blank}. */
  public void findInAddress(CharSequence address, Text into) {
    find(address, into);
    for (int i = 0; i < into.length(); i++) {
      if (into.charAt(i) == '.') {
        return;
      }
    }
    into.clear();
  }

  /** Tells whether {@code www.} stands there before what is a domain without it. */
  private boolean isWww(int start) {
    int end = start + WWW.length();
    for (int i = start; i < Math.min(end, length); i++) {
      if (host[i] != WWW.charAt(i - start)) {
        return false;
      }
    }
    for (int i = end; i < length; i++) {
      if (host[i] == '.') {
        return true;
      }
    }
    return false;
  }

  private void read(CharSequence text) {
    length = 0;
    int end = Texts.trimmedEnd(text, 0, text.length());
    int start = afterScheme(text, Texts.trimmedStart(text, 0, end), end);
    end = hostEnd(text, start, end);
    for (int i = start; i < end; i++) {
      start = text.charAt(i) == '@' ? i + 1 : start;
    }
    if (start < end && text.charAt(start) == '[') {
      copyAddress(text, start, end);
      return;
    }
    for (int i = start; i < end; i++) {
      end = text.charAt(i) == ':' ? i : end;
    }
    if (map(text, start, end)) {
      encode();
    }
  }

  /** After {@code https://}, {@code //} or the like, which some write with other slashes. */
  private static int afterScheme(CharSequence text, int start, int end) {
    int at = start;
    while (at < end && isSchemeChar(text.charAt(at))) {
      at++;
    }
    if (at < end && text.charAt(at) == ':' && at + 1 < end && isSlash(text.charAt(at + 1))) {
      at++;
    } else {
      at = start;
    }
    while (at < end && isSlash(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int hostEnd(CharSequence text, int start, int end) {
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (isSlash(c) || c == '?' || c == '#' || Texts.isSpace(c)) {
        return i;
      }
    }
    return end;
  }

  /** Keeps an IPv6 address with its brackets. */
  private void copyAddress(CharSequence text, int start, int end) {
    boolean isOpen = true;
    for (int i = start; i < end && isOpen && length < MAX_CHARS; i++) {
      host[length++] = Texts.fold(text.charAt(i));
      isOpen = text.charAt(i) != ']';
    }
  }

  /** Maps the part to code points that are compared; false if they are too many. */
  private boolean map(CharSequence text, int start, int end) {
    pointCount = 0;
    for (int i = start; i < end; ) {
      int point = Character.codePointAt(text, i);
      i += Character.charCount(point);
      if (point >= '\u0300' && point <= '\u036f') {
        return mapComposed(text.subSequence(start, end));
      }
      if (!map(point)) {
        return false;
      }
    }
    return true;
  }

  private boolean mapComposed(CharSequence part) {
    pointCount = 0;
    String composed = Normalizer.normalize(part, Normalizer.Form.NFC);
    for (int i = 0; i < composed.length(); ) {
      int point = composed.codePointAt(i);
      i += Character.charCount(point);
      if (!map(point)) {
        return false;
      }
    }
    return true;
  }

  private boolean map(int point) {
    int mapped = mapped(point);
    // A dot, or a star before one, is no beginning.
    if (mapped == IGNORED || (pointCount == 0 && (mapped == '.' || mapped == '*'))) {
      return true;
    }
    if (pointCount == MAX_CHARS) {
      return false;
    }
    points[pointCount++] = mapped;
    return true;
  }

  /** What UTS 46 maps a code point to, of the mappings that people and keyboards make use of. */
  private static int mapped(int point) {
    if (point < 128) {
      return Texts.fold((char) point);
    }
    if (point == '\u3002' || point == '\uff0e' || point == '\uff61') {
      return '.';
    }
    if (point >= '\uff01' && point <= '\uff5e') {
      return Texts.fold((char) (point - 0xfee0));
    }
    boolean isInvisible =
        point == '\u00ad'
            || (point >= '\u200b' && point <= '\u200f')
            || point == '\u2060'
            || point == '\ufeff'
            || (point >= '\ufe00' && point <= '\ufe0f');
    return isInvisible ? IGNORED : Character.toLowerCase(point);
  }

  /** Label by label. */
  private void encode() {
    while (pointCount > 0 && points[pointCount - 1] == '.') {
      pointCount--;
    }
    int start = 0;
    for (int i = 0; i <= pointCount; i++) {
      if (i == pointCount || points[i] == '.') {
        if (!encode(start, i) || (i < pointCount && !add('.'))) {
          length = 0;
          return;
        }
        start = i + 1;
      }
    }
  }

  /** Adds a label; false if there is no room for it. RFC 3492, 6.3. */
  private boolean encode(int from, int to) {
    int basic = 0;
    for (int i = from; i < to; i++) {
      basic += points[i] < INITIAL_N ? 1 : 0;
    }
    boolean plain = basic == to - from;
    if (!plain && !(add('x') && add('n') && add('-') && add('-'))) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (points[i] < INITIAL_N && !add((char) points[i])) {
        return false;
      }
    }
    return plain || ((basic == 0 || add('-')) && encodeOthers(from, to, basic));
  }

  private boolean encodeOthers(int from, int to, int basic) {
    int n = INITIAL_N;
    int delta = 0;
    int bias = INITIAL_BIAS;
    for (int handled = basic; handled < to - from; ) {
      int next = Integer.MAX_VALUE;
      for (int i = from; i < to; i++) {
        next = points[i] >= n ? Math.min(next, points[i]) : next;
      }
      // No overflow: a host has few code points, of which none is above 0x10ffff.
      delta += (next - n) * (handled + 1);
      n = next;
      for (int i = from; i < to; i++) {
        if (points[i] < n) {
          delta++;
        } else if (points[i] == n) {
          if (!addDigits(delta, bias)) {
            return false;
          }
          bias = adapt(delta, handled + 1, handled == basic);
          delta = 0;
          handled++;
        }
      }
      delta++;
      n++;
    }
    return true;
  }

  private boolean addDigits(int delta, int bias) {
    int rest = delta;
    for (int k = BASE; ; k += BASE) {
      int threshold = Math.clamp(k - bias, T_MIN, T_MAX);
      if (rest < threshold) {
        return add(digit(rest));
      }
      if (!add(digit(threshold + (rest - threshold) % (BASE - threshold)))) {
        return false;
      }
      rest = (rest - threshold) / (BASE - threshold);
    }
  }

  private static int adapt(int delta, int handled, boolean first) {
    int rest = first ? delta / DAMP : delta / 2;
    rest += rest / handled;
    int k = 0;
    while (rest > (BASE - T_MIN) * T_MAX / 2) {
      rest /= BASE - T_MIN;
      k += BASE;
    }
    return k + (BASE - T_MIN + 1) * rest / (rest + SKEW);
  }

  private static char digit(int value) {
    return (char) (value < 26 ? 'a' + value : '0' + value - 26);
  }

  private boolean add(char c) {
    if (length == MAX_CHARS) {
      return false;
    }
    host[length++] = c;
    return true;
  }

  private static boolean isSchemeChar(char c) {
    char folded = Texts.fold(c);
    return (folded >= 'a' && folded <= 'z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '-'
        || c == '.';
  }

  private static boolean isSlash(char c) {
    return c == '/' || c == '\\';
  }
}
