package io.bidder.bidder.names;

import io.bidder.bidder.json.Text;
import io.bidder.bidder.names.Countries.Country;
import org.jspecify.annotations.Nullable;

/**
 * Regions as they are compared: {@code US-NY} (ISO 3166-2), or what stands after the country where
 * that is not known. Case is left as it is and makes no difference.
 */
public final class Regions {
  private Regions() {}

  /**
   * The region of a place.
   *
   * @param sent such as {@code NY}, {@code us-ny} or {@code USA_NY}
   * @param country of the place; null if it is not known
   */
  public static void name(CharSequence sent, @Nullable Country country, Text into) {
    int end = Texts.trimmedEnd(sent, 0, sent.length());
    int start = Texts.trimmedStart(sent, 0, end);
    int code = codeStart(sent, start, end);
    Country known = code == start ? country : Countries.of(sent, start, code - 1);
    into.clear();
    if (known != null && code < end) {
      into.append(known.alpha2(), 0, known.alpha2().length());
      into.append('-');
    }
    into.append(sent, code, end);
  }

  /** Where the region's own code begins in a region as it is compared. */
  public static int codeStart(CharSequence region) {
    return codeStart(region, 0, region.length());
  }

  private static int codeStart(CharSequence text, int start, int end) {
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c == '-' || c == '_') {
        boolean isCode = i - start == 2 || i - start == 3;
        return isCode && i + 1 < end && Countries.of(text, start, i) != null ? i + 1 : start;
      }
    }
    return start;
  }
}
