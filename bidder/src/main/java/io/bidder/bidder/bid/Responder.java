package io.bidder.bidder.bid;

import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.pricing.Price;
import io.bidder.bidder.pricing.Prices;
import io.bidder.bidder.response.BidResponseWriter;
import io.bidder.bidder.response.BidTemplates;
import io.bidder.bidder.response.OutcomeUrls;
import io.bidder.bidder.response.WinningBid;
import io.bidder.bidder.response.WinningBids;
import io.bidder.modelstore.scoring.Predictions;
import org.jspecify.annotations.Nullable;

/** Makes the answers to requests, one after the other, in the same memory. One thread's. */
final class Responder {
  private final @Nullable OutcomeUrls urls;
  private final BidResponseWriter writer;
  private final WinningBids bids = new WinningBids();
  private final BidIds ids = new BidIds();

  /**
   * A responder.
   *
   * @param answerBytes of an answer at most
   * @param urls that bids carry; null for none
   */
  Responder(int answerBytes, @Nullable OutcomeUrls urls) {
    this.urls = urls;
    writer = new BidResponseWriter(answerBytes, urls);
  }

  /**
   * Writes the winners as OpenRTB JSON, grouped by seat; declines the request if the answer has
   * room for none.
   *
   * @param with the model that bids
   * @param templates the catalogue's
   */
  void respond(BidContext context, BoundModel with, BidTemplates templates) {
    bids.clear();
    bids.exchange = context.exchange().config().label();
    bids.currency = context.exchange().pricing().currencyCode(context.bidCurrency);
    for (int i = 0; i < context.impCount(); i++) {
      ImpContext imp = context.imp(i);
      if (imp.winner != Prices.NO_WINNER) {
        Price price = imp.prices.get(imp.winner);
        WinningBid bid = bids.add(imp.imp(), imp.candidates.get(imp.winner), price.bidCpmMicros);
        ids.next(bid.bidId);
        bid.idHigh = ids.high();
        bid.idLow = ids.low();
        int row = imp.firstRow + imp.winner;
        bid.pCtr = Predictions.orNone(with.predictions.ctr()[row]);
        bid.pCtcvr = Predictions.orNone(with.predictions.ctcvr()[row]);
        imp.bid = bid;
      }
    }
    ids.next(bids.responseId);
    if (urls != null) {
      urls.begin(
          context.exchange().config(),
          bids.currency,
          with.model.id(),
          context.person,
          context.epochMillis);
    }
    int written = writer.write(context.request, bids, templates);
    if (written < bids.size()) {
      leaveOut(context);
    }
    if (written == 0) {
      context.reason = context.furthestReason();
    }
  }

  /** Gives the reason to impressions whose bids the answer had no room for. */
  private static void leaveOut(BidContext context) {
    for (int i = 0; i < context.impCount(); i++) {
      ImpContext imp = context.imp(i);
      if (imp.bid != null && imp.bid.isLeftOut()) {
        imp.bid = null;
        imp.reason = NoBidReason.ANSWER_TOO_LARGE;
      }
    }
  }

  /** Tells what to answer: the bids that were {@linkplain #respond written} last, or no bid. */
  void answer(BidContext context, Answers answers) {
    NoBidReason reason = context.reason;
    if (context.malformed != null) {
      answers.malformed(context);
    } else if (reason == null) {
      int length = writer.length();
      if (wantsNoBidBody(context)) {
        writer.appendNoBid(context.request.id, NoBidReason.LATE_BEFORE_WRITE.nbr());
      }
      context.lateLength = writer.length() - length;
      answers.bid(context, bids, writer.bytes(), length);
    } else if (wantsNoBidBody(context)) {
      writer.writeNoBid(context.request.id, reason.nbr());
      answers.noBid(context, reason, writer.bytes(), writer.length());
    } else {
      answers.noBid(context, reason);
    }
  }

  private static boolean wantsNoBidBody(BidContext context) {
    return context.exchange().config().noBidBody() && !context.request.id.isEmpty();
  }

  /** Forgets the bids, and so the request that they were made of. */
  void clear() {
    bids.clear();
  }
}
