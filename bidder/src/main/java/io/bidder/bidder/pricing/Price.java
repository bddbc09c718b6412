package io.bidder.bidder.pricing;

import io.bidder.bidder.nobid.NoBidReason;
import org.jspecify.annotations.Nullable;

/**
 * What became of pricing one candidate. All amounts are CPM in micros of {@link #currency}; one
 * that pricing did not come to is 0. Reused: valid until its {@link Prices} are filled again.
 */
public final class Price {
  /** Why there is no bid; null where {@link #bidCpmMicros} may be bid. */
  public @Nullable NoBidReason reason = NoBidReason.NO_CURRENCY;

  /** What a thousand such impressions are worth to the advertiser, rounded down. */
  public long valueCpmMicros;

  /** The value after {@link Pace}, never above it. */
  public long pacedCpmMicros;

  /** The paced value after {@link Shade}, never above it. */
  public long shadedCpmMicros;

  /** What the bid must reach: the deal's floor for a deal, the impression's otherwise. */
  public long floorCpmMicros;

  /** What to bid, never above the shaded value or the cap; 0 where there is a {@link #reason}. */
  public long bidCpmMicros;

  /** What a winner pays; a deal's own type counts for a bid under it. */
  public AuctionType auctionType = AuctionType.FIRST_PRICE;

  /** ISO 4217 code of the bid; empty if there is none. */
  public String currency = "";

  public boolean isBid() {
    return reason == null;
  }

  void begin(String newCurrency, AuctionType newAuctionType) {
    reason = NoBidReason.NO_CURRENCY;
    valueCpmMicros = 0;
    pacedCpmMicros = 0;
    shadedCpmMicros = 0;
    floorCpmMicros = 0;
    bidCpmMicros = 0;
    auctionType = newAuctionType;
    currency = newCurrency;
  }

  @Override
  public String toString() {
    return "%s value %d paced %d shaded %d floor %d bid %d %s"
        .formatted(
            isBid() ? "bid" : reason,
            valueCpmMicros,
            pacedCpmMicros,
            shadedCpmMicros,
            floorCpmMicros,
            bidCpmMicros,
            currency);
  }
}
