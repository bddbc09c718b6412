package io.bidder.bidder.notice;

import io.bidder.bidder.config.NoticeConfig;
import io.bidder.settings.Document;
import io.bidder.settings.InvalidInputException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the prices of an exchange's notices. Thread-safe. */
final class PriceReader {
  /** What a text says that is no price. */
  static final long NO_PRICE = -1;

  private static final long MAX_KEY_FILE_BYTES = 1 << 16;
  private static final int MAX_CHARS = 60;
  private static final int MICROS_DIGITS = 6;
  private static final BigDecimal MAX_CPM_MICROS = BigDecimal.TEN.pow(18);
  private static final Pattern DECIMAL =
      Pattern.compile("[0-9]{1,30}(\\.[0-9]{0,30})?([eE][+-]?[0-9]{1,2})?");

  private final int shift;
  private final @Nullable GooglePrice encrypted;

  private PriceReader(int shift, @Nullable GooglePrice encrypted) {
    this.shift = shift;
    this.encrypted = encrypted;
  }

  /**
   * A reader of an exchange's prices.
   *
   * @throws InvalidInputException if the keys of encrypted prices cannot be read
   */
  static PriceReader of(NoticeConfig config) {
    Path keys = config.priceKeys();
    return switch (config.price()) {
      case CPM -> plain();
      case MICROS -> new PriceReader(0, null);
      case GOOGLE -> {
        if (keys == null) {
          throw new IllegalArgumentException("encrypted prices without keys");
        }
        yield new PriceReader(0, google(keys));
      }
    };
  }

  /** A reader of decimal CPM. */
  static PriceReader plain() {
    return new PriceReader(MICROS_DIGITS, null);
  }

  private static GooglePrice google(Path file) {
    List<byte[]> keys = new ArrayList<>();
    for (String line : Document.text(file, MAX_KEY_FILE_BYTES).lines().toList()) {
      if (!line.isBlank() && !line.startsWith("#")) {
        byte[] key = GooglePrice.decoded(line.strip());
        if (key != null) {
          keys.add(key);
        }
      }
    }
    if (keys.size() != 2) {
      throw new InvalidInputException(
          file
              + ": no keys of encrypted prices, expected the encryption key and the integrity key,"
              + " a line each, in web-safe Base64");
    }
    return new GooglePrice(keys.getFirst(), keys.getLast());
  }

  /**
   * Reads a price.
   *
   * @param text null for none
   * @return CPM in micros; 0 where the text is empty or a macro that was left as it is; {@link
   *     #NO_PRICE} for what is none: negative, not finite, or above 10¹² of the currency
   */
  long cpmMicros(@Nullable String text) {
    if (text == null || text.isEmpty() || text.startsWith("${")) {
      return 0;
    }
    if (encrypted != null) {
      return encrypted.cpmMicros(text);
    }
    if (text.length() > MAX_CHARS || !DECIMAL.matcher(text).matches()) {
      return NO_PRICE;
    }
    BigDecimal micros = new BigDecimal(text).movePointRight(shift);
    return micros.compareTo(MAX_CPM_MICROS) > 0
        ? NO_PRICE
        : micros.setScale(0, RoundingMode.HALF_UP).longValue();
  }
}
