package io.bidder.bidder.names;

import io.bidder.bidder.json.Text;
import org.jspecify.annotations.Nullable;

/**
 * Operating systems and their versions as they are compared: by the names in {@code systems.tsv},
 * and versions from their first digit on, wherever an exchange writes them. One thread's; reused,
 * and allocates nothing.
 */
public final class Systems {
  private static final TextMap<String> BY_NAME = byName();

  /** Windows' numbers of its kernel, and the releases that people know. */
  private static final String[][] WINDOWS_RELEASES = {
    {"10.0", "10"}, {"6.3", "8.1"}, {"6.2", "8"}, {"6.1", "7"}, {"6.0", "Vista"}, {"5.1", "XP"},
  };

  private static final int MAX_CHARS = 64;

  /** A name without what makes no difference. */
  private final char[] key = new char[MAX_CHARS];

  private final Text keyText = new Text();

  /** The system's name; what was said where that is not known. */
  public static String of(String name) {
    Text system = new Text();
    new Systems().name(name, "", system, new Text());
    return system.toString();
  }

  /**
   * Names a system, and tells its version.
   *
   * @param os as sent, perhaps with a version
   * @param osv as sent, perhaps with a name
   * @param system takes the name; what was sent where that is not known
   * @param version takes the version, which is empty where none was sent
   */
  public void name(CharSequence os, CharSequence osv, Text system, Text version) {
    system.clear();
    version.clear();
    int end = Texts.trimmedEnd(os, 0, os.length());
    int start = Texts.trimmedStart(os, 0, end);
    String known = known(os, start, end);
    int osVersion = end;
    if (known == null) {
      osVersion = versionStart(os, start, end);
      known = known(os, start, nameEnd(os, start, osVersion));
    }
    if (known == null && start == end) {
      known = known(osv, 0, nameEnd(osv, 0, versionStart(osv, 0, osv.length())));
    }
    if (known == null) {
      system.setPart(os, start, end);
      osVersion = end;
    } else {
      system.set(known);
    }
    int ownVersion = versionStart(osv, 0, osv.length());
    if (ownVersion < osv.length()) {
      version.setPart(osv, ownVersion, Texts.trimmedEnd(osv, ownVersion, osv.length()));
    } else if (osVersion < end) {
      version.setPart(os, osVersion, end);
    } else {
      version.setPart(osv, Texts.trimmedStart(osv, 0, osv.length()), osv.length());
    }
    if (known != null && known.equals("Windows")) {
      nameRelease(version);
    }
  }

  /** Makes of Windows' number of its kernel the release that people know. */
  public static void nameRelease(Text windowsVersion) {
    for (String[] release : WINDOWS_RELEASES) {
      if (windowsVersion.contentEquals(release[0])) {
        windowsVersion.set(release[1]);
        return;
      }
    }
  }

  private @Nullable String known(CharSequence text, int start, int end) {
    int length = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (!isBetween(c)) {
        if (length == MAX_CHARS) {
          return null;
        }
        key[length++] = c;
      }
    }
    keyText.set(key, 0, length);
    return BY_NAME.get(keyText);
  }

  /** The first digit after something between words; the first digit if there is no such one. */
  private static int versionStart(CharSequence text, int start, int end) {
    int first = end;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        if (i == start || isBetween(text.charAt(i - 1))) {
          return i;
        }
        first = Math.min(first, i);
      }
    }
    return first;
  }

  /** The end of the name before a version, which may begin with a {@code v}. */
  private static int nameEnd(CharSequence text, int start, int versionStart) {
    boolean isMarked =
        versionStart - start > 1
            && Texts.fold(text.charAt(versionStart - 1)) == 'v'
            && isBetween(text.charAt(versionStart - 2));
    return isMarked ? versionStart - 1 : versionStart;
  }

  private static boolean isBetween(char c) {
    return c == '-' || c == '_' || c == '/' || c == ',' || c == '(' || c == ')' || Texts.isSpace(c);
  }

  private static TextMap<String> byName() {
    Table.Names<String> names = new Table.Names<>();
    for (String[] row : Table.rows("systems.tsv", 2)) {
      names.add((row[0] + "|" + row[1]).replaceAll("[-_/,() ]", ""), row[0]);
    }
    return names.map();
  }
}
