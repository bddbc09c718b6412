package io.bidder.eventlog.event;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The 128 bits that tell a bid from all others; as a text, 32 hexadecimal digits. */
public record BidId(long high, long low) {
  /** The id of what is no bid's. */
  public static final BidId NONE = new BidId(0, 0);

  private static final int DIGITS = 32;

  /** Reads an id; null if the text is none. */
  public static @Nullable BidId parse(CharSequence text) {
    if (text.length() != DIGITS) {
      return null;
    }
    for (int i = 0; i < DIGITS; i++) {
      if (!HexFormat.isHexDigit(text.charAt(i))) {
        return null;
      }
    }
    return new BidId(
        HexFormat.fromHexDigitsToLong(text, 0, DIGITS / 2),
        HexFormat.fromHexDigitsToLong(text, DIGITS / 2, DIGITS));
  }

  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }
}
