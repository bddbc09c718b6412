package io.bidder.bidder.bid;

import io.bidder.bidder.budget.Claims;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.pricing.Prices;
import io.bidder.bidder.pricing.Pricing;
import io.bidder.bidder.response.WinningBid;
import io.bidder.modelstore.schema.Head;
import org.jspecify.annotations.Nullable;

/**
 * The stage that prices what was scored and has the ads of an impression compete: the winner is the
 * one that bids, with its price claimed from its budget. One thread's.
 */
final class InnerAuction {
  private final CandidateCaps caps;
  private final CandidatePreRanking preRanking;
  private final Claims claims;

  InnerAuction(CandidateCaps caps, CandidatePreRanking preRanking, Claims claims) {
    this.caps = caps;
    this.preRanking = preRanking;
    this.claims = claims;
  }

  /** Value, pace, shade, caps and floors of every candidate, and which one bids and is paid for. */
  void price(BidContext context, BoundModel with) {
    Pricing pricing = context.exchange().pricing();
    boolean some = false;
    for (int i = 0; i < context.impCount(); i++) {
      ImpContext imp = context.imp(i);
      if (imp.reason != null) {
        continue;
      }
      for (int c = 0; c < imp.candidates.size(); c++) {
        Head head = imp.candidates.get(c).campaign().economics().pricedBy();
        int row = imp.firstRow + c;
        with.pricedBy[row] = with.probabilities(head)[row];
      }
      preRanking.scored(imp.candidates, with.pricedBy, imp.firstRow);
      imp.winner =
          pricing.choose(
              imp.imp(),
              imp.candidates,
              with.pricedBy,
              imp.firstRow,
              context.exchange().auctionType(context.request),
              context.bidCurrency,
              imp.prices);
      claim(context, i);
      if (imp.winner == Prices.NO_WINNER) {
        imp.reason = imp.prices.furthestReason();
      } else {
        some = true;
      }
    }
    if (!some) {
      context.reason = context.furthestReason();
    }
  }

  /**
   * Claims the winner's price of its budget; if that is not left, or the winner may not stand
   * beside those before it, by their break or by its caps, the next best one's.
   */
  private void claim(BidContext context, int number) {
    ImpContext imp = context.imp(number);
    while (imp.winner != Prices.NO_WINNER) {
      NoBidReason refusal = refusal(context, number);
      if (refusal == null) {
        return;
      }
      imp.winner = imp.prices.refuseWinner(refusal);
    }
  }

  private @Nullable NoBidReason refusal(BidContext context, int number) {
    ImpContext imp = context.imp(number);
    if (!Pods.allowsWinner(context, number)) {
      return NoBidReason.NOT_BESIDE;
    }
    if (!caps.allowsWinner(context, number)) {
      return NoBidReason.CAPPED;
    }
    boolean claimed =
        claims.claim(
            imp.candidates.get(imp.winner).campaignSlot,
            imp.prices.get(imp.winner).bidCpmMicros,
            context.bidCurrency);
    return claimed ? null : NoBidReason.OUT_OF_BUDGET;
  }

  /** Tells whom prices were claimed of which bids they are for. */
  void made(BidContext context) {
    for (int i = 0; i < context.impCount(); i++) {
      ImpContext imp = context.imp(i);
      WinningBid bid = imp.bid;
      if (bid != null) {
        claims.made(
            imp.candidates.get(imp.winner).campaignSlot,
            bid.idHigh,
            bid.idLow,
            context.epochMillis);
      }
    }
  }
}
