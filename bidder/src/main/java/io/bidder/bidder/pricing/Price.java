package io.bidder.bidder.pricing;

import io.bidder.bidder.nobid.NoBidReason;
import org.jspecify.annotations.Nullable;

/**
 * The price of one candidate, step by step. All amounts are CPM in micros of {@link #currency}; one
 * that pricing did not come to is 0. Reused: valid until its {@link Prices} are filled again.
 */
public final class Price {
  /** The reason not to bid; null where {@link #bidCpmMicros} may be bid. */
  public @Nullable NoBidReason reason = NoBidReason.NO_CURRENCY;

  /** The worth of a thousand such impressions to the advertiser, rounded down. */
  public long valueCpmMicros;

  /** The value after {@link Pace}, never above it. */
  public long pacedCpmMicros;

  /** The paced value after {@link Shade}, never above it. */
  public long shadedCpmMicros;

  /** The shaded value, cut to the campaign's and the server's highest CPM. */
  public long cappedCpmMicros;

  /** Whether it was the server's that cut it: {@code bid.maxCpm}. */
  public boolean isCut;

  /** The least that may be bid: the deal's floor for a deal, the impression's otherwise. */
  public long floorCpmMicros;

  /** The bid, never above the capped value; 0 where there is a {@link #reason}. */
  public long bidCpmMicros;

  /** The auction's type; a deal's own counts for a bid under it. */
  public AuctionType auctionType = AuctionType.FIRST_PRICE;

  /** ISO 4217 code of the bid; empty if there is none. */
  public String currency = "";

  public boolean isBid() {
    return reason == null;
  }

  /** Tells whether its value is higher, or of equal values its bid. */
  boolean isBetterThan(Price other) {
    return valueCpmMicros > other.valueCpmMicros
        || (valueCpmMicros == other.valueCpmMicros && bidCpmMicros > other.bidCpmMicros);
  }

  void begin(String newCurrency, AuctionType newAuctionType) {
    reason = NoBidReason.NO_CURRENCY;
    valueCpmMicros = 0;
    pacedCpmMicros = 0;
    shadedCpmMicros = 0;
    cappedCpmMicros = 0;
    isCut = false;
    floorCpmMicros = 0;
    bidCpmMicros = 0;
    auctionType = newAuctionType;
    currency = newCurrency;
  }

  @Override
  public String toString() {
    return "%s value %d paced %d shaded %d capped %d floor %d bid %d %s"
        .formatted(
            isBid() ? "bid" : reason,
            valueCpmMicros,
            pacedCpmMicros,
            shadedCpmMicros,
            cappedCpmMicros,
            floorCpmMicros,
            bidCpmMicros,
            currency);
  }
}
