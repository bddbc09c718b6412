package io.bidder.bidder.config;

import io.bidder.settings.Section;
import io.bidder.settings.Type;
import io.bidder.settings.Types;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How an exchange tells what became of a bid; the keys below {@code exchanges.NAME.notices}.
 *
 * @param nurl whether bids have a URL for the win notice (OpenRTB 2.6, section 4.2.3)
 * @param burl whether they have one for the billing notice
 * @param lurl whether they have one for the loss notice
 * @param minToWin whether the exchange fills in {@code ${AUCTION_MIN_TO_WIN}} (OpenRTB 2.6, 4.4)
 * @param billedBy what it is that an impression is paid for by
 * @param price how the exchange writes a price into a notice
 * @param priceKeys file with the two keys that encrypted prices are read with; null for none
 * @param clickMacro the exchange's own click URL, which is put before ours in markup, such as
 *     {@code ${CLICK_URL}}; empty for none
 * @param clickEncoding how often our click URL is percent-encoded behind {@code clickMacro}
 */
public record NoticeConfig(
    boolean nurl,
    boolean burl,
    boolean lurl,
    boolean minToWin,
    BilledBy billedBy,
    PriceForm price,
    @Nullable Path priceKeys,
    String clickMacro,
    int clickEncoding) {
  /** What it is that an impression is paid for by. */
  public enum BilledBy {
    /** The win notice, {@code nurl}. */
    WIN,
    /** The billing notice, {@code burl}. */
    BURL,
    /** Our own pixel in the ad. */
    IMPRESSION
  }

  /** The way that an exchange writes {@code ${AUCTION_PRICE}}. */
  public enum PriceForm {
    /** A decimal number: for a thousand, in the bid's currency. */
    CPM,
    /** A whole number of micros of the same. */
    MICROS,
    /** Micros, encrypted as Google's exchange does. */
    GOOGLE
  }

  private static final Pattern MACRO = Pattern.compile("[!-~&&[^\"'<>\\\\]]{1,100}");
  private static final Type<String> CLICK_MACRO =
      Type.texts(
          "a macro such as ${CLICK_URL}, of printable ASCII without quotes and brackets",
          text -> MACRO.matcher(text).matches());
  private static final Type<Integer> CLICK_ENCODING = Types.integer(0, 2);

  /**
   * All three notices, with the least bid that wins; billed by {@code burl}; plain CPM; no click
   * macro.
   */
  public static NoticeConfig defaults() {
    return new NoticeConfig(true, true, true, true, BilledBy.BURL, PriceForm.CPM, null, "", 1);
  }

  /**
   * Reads the settings of an exchange.
   *
   * @param base holds where they do not say otherwise
   */
  static NoticeConfig read(Section section, NoticeConfig base) {
    boolean nurl = section.get("nurl", Types.FLAG).or(base.nurl);
    boolean burl = section.get("burl", Types.FLAG).or(base.burl);
    boolean lurl = section.get("lurl", Types.FLAG).or(base.lurl);
    boolean minToWin = section.get("minToWin", Types.FLAG).or(base.minToWin);
    BilledBy billedBy = section.get("billedBy", Types.choice(BilledBy.class)).or(base.billedBy);
    PriceForm price = section.get("price", Types.choice(PriceForm.class)).or(base.price);
    Path priceKeys = section.pathOrNull("priceKeys");
    NoticeConfig config =
        new NoticeConfig(
            nurl,
            burl,
            lurl,
            minToWin,
            billedBy,
            price,
            priceKeys == null ? base.priceKeys : priceKeys,
            section.get("clickMacro", CLICK_MACRO).or(base.clickMacro),
            section.get("clickEncoding", CLICK_ENCODING).or(base.clickEncoding));
    if (config.price == PriceForm.GOOGLE && config.priceKeys == null) {
      section.problem("priceKeys", "a file with the keys of encrypted prices");
    }
    if ((config.billedBy == BilledBy.WIN && !config.nurl)
        || (config.billedBy == BilledBy.BURL && !config.burl)) {
      section.problem("billedBy", "a notice that bids have a URL for, or impression");
    }
    return config;
  }
}
