package io.bidder.bidder.privacy;

/**
 * Reads a US privacy string, such as {@code 1YNN}: its version, whether people were told that they
 * may opt out of the sale of their data, whether they did, and whose agreement covers it.
 *
 * @see <a
 *     href="https://github.com/InteractiveAdvertisingBureau/USPrivacy/blob/master/CCPA/US%20Privacy%20String.md">
 *     the IAB's US privacy string</a>
 */
final class UsPrivacy {
  private static final int LENGTH = 4;

  private UsPrivacy() {}

  /**
   * Tells whether the person has opted out, or could not because nobody said that it may. A text
   * that is no such string might be either, and counts as if it had; no text does not.
   */
  static boolean optsOut(CharSequence text) {
    if (text.isEmpty()) {
      return false;
    }
    if (text.length() != LENGTH || text.charAt(0) != '1') {
      return true;
    }
    for (int i = 1; i < LENGTH; i++) {
      if (!isYes(text.charAt(i)) && !isNo(text.charAt(i)) && text.charAt(i) != '-') {
        return true;
      }
    }
    return isNo(text.charAt(1)) || isYes(text.charAt(2));
  }

  private static boolean isYes(char letter) {
    return letter == 'Y' || letter == 'y';
  }

  private static boolean isNo(char letter) {
    return letter == 'N' || letter == 'n';
  }
}
