package io.bidder.settings;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The path of a value, a step of which is a mapping's key or, without one, a list's index. Becomes
 * a text only where a message tells it.
 */
record KeyPath(@Nullable KeyPath above, @Nullable String key, int index) {
  /** The path of a whole document. */
  static final KeyPath ROOT = new KeyPath(null, null, 0);

  private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_-]+");

  KeyPath to(String ofKey) {
    return new KeyPath(this, ofKey, 0);
  }

  KeyPath to(int ofIndex) {
    return new KeyPath(this, null, ofIndex);
  }

  /** The path as messages have it. */
  @Override
  public String toString() {
    if (above == null) {
      return "";
    }
    return key == null ? above + "[" + index + "]" : step(above.toString(), key);
  }

  /** A key's path within another path. */
  static String step(String path, String key) {
    if (!PLAIN_KEY.matcher(key).matches()) {
      return path + "[\"" + key + "\"]";
    }
    return path.isEmpty() ? key : path + "." + key;
  }
}
