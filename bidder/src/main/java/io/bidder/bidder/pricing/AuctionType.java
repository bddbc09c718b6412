package io.bidder.bidder.pricing;

import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Deal;
import org.jspecify.annotations.Nullable;

/** The rule for what a winner pays (OpenRTB 2.6, {@code at} in 3.2.1 and 3.2.12). */
public enum AuctionType {
  /** The winner pays its bid. An exchange's own types, from 500 on, are taken for this one. */
  FIRST_PRICE,
  /** The winner pays what the runner-up bid, or the floor. */
  SECOND_PRICE,
  /** The winner pays what the deal has agreed on, which is the deal's floor. */
  FIXED_PRICE;

  private static final int SECOND = 2;
  private static final int FIXED = 3;

  /** The type that a code of {@code at} names. */
  public static AuctionType of(int code) {
    return switch (code) {
      case SECOND -> SECOND_PRICE;
      case FIXED -> FIXED_PRICE;
      default -> FIRST_PRICE;
    };
  }

  /** The type that holds for a bid under {@code deal}, which may have one of its own. */
  AuctionType under(@Nullable Deal deal) {
    return deal == null || deal.at == BidRequest.NONE ? this : of(deal.at);
  }
}
