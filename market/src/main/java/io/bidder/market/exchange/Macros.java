package io.bidder.market.exchange;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The macros of an auction that is over.
 *
 * @see <a
 *     href="https://github.com/InteractiveAdvertisingBureau/openrtb2.x/blob/main/2.6.md">OpenRTB
 *     2.6, section 4.4</a>
 */
record Macros(Ask ask, Sale sale, Sale.Bid bid) {
  private static final int DECIMALS = 6;

  /**
   * Replaces macros by their values.
   *
   * @param lossReason OpenRTB's code; 0 for a bid that won
   */
  String fill(String text, int lossReason) {
    if (!text.contains("${AUCTION_")) {
      return text;
    }
    double price = sale.ours().won() ? sale.ours().paidCpm() : sale.neededCpm();
    return text.replace("${AUCTION_PRICE}", decimal(price))
        .replace("${AUCTION_MIN_TO_WIN}", decimal(sale.neededCpm()))
        .replace("${AUCTION_CURRENCY}", "USD")
        .replace("${AUCTION_LOSS}", Integer.toString(lossReason))
        .replace("${AUCTION_ID}", ask.id())
        .replace("${AUCTION_BID_ID}", bid.id())
        .replace("${AUCTION_IMP_ID}", sale.slot().impId());
  }

  private static String decimal(double cpm) {
    return BigDecimal.valueOf(cpm)
        .setScale(DECIMALS, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }
}
