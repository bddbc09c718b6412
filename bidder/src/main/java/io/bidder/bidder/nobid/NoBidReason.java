package io.bidder.bidder.nobid;

/**
 * A reason that a request, an impression of it or a candidate for it got no bid, with what an
 * exchange is told: OpenRTB's list "No-Bid Reason Codes" (AdCOM 1.0), whose codes from 500 on are a
 * bidder's own.
 *
 * <p>In the order in which the bid path meets them: of a request's impressions, the one that came
 * furthest says why there was no bid.
 */
public enum NoBidReason {
  /** Those that wait already take too much of the time that the request has. */
  OVERLOADED(1, "more requests are waiting than can be answered in time"),
  /** The queue before the bidder's threads is full: {@code bid.queueLimit}. */
  QUEUE_FULL(1, "too many requests are waiting"),
  /** The server is going down. */
  DRAINING(1, "the server is shutting down"),
  LATE_BEFORE_DECODE(15, "the deadline had passed before the request was read"),
  /** What is read of it would take more memory than {@code bid.requestMemory}. */
  REQUEST_TOO_LARGE(508, "the request takes more memory than one may"),
  /** The event log takes nothing, and {@code events.whenBroken} is {@code stop}. */
  NOT_RECORDED(1, "bids cannot be recorded for now"),
  /** {@code cur} names no currency that there is a rate for. */
  NO_CURRENCY(501, "no currency of the request has a rate"),
  /** No campaign's targeting and no ad's restrictions let it bid. */
  NO_ELIGIBLE_AD(502, "no ad may bid"),
  /** Ads are eligible, but of campaigns that are out for now. */
  CAMPAIGNS_OUT(507, "every campaign that could bid is out for now"),
  /** More ads than {@code bid.selectionCap} were to be looked at, and none of those fitted. */
  TOO_MANY_ADS(508, "there were more ads to look at than one request may make work of"),
  /** Ads are eligible, but the model has no head that their campaigns' value is made with. */
  UNPRICED(509, "the model does not predict what any eligible campaign is priced by"),
  /** The Digital Services Act has more told of ads than any eligible one's advertiser tells. */
  NO_TRANSPARENCY(515, "no eligible ad has what the Digital Services Act wants told"),
  /** Ads could bid, but the person has had as many impressions as their caps allow. */
  CAPPED(511, "every ad that could bid was shown to the person as often as its caps allow"),
  /** Half of the time had passed before it was this impression's turn. */
  IMP_NOT_REACHED(15, "half of the time had passed before it was the impression's turn"),
  LATE_BEFORE_ENCODE(15, "the deadline had passed before features were encoded"),
  LATE_BEFORE_SCORE(15, "the deadline had passed before scoring"),
  /** NaN, infinite, or no probability at all. */
  INVALID_PREDICTION(1, "the model gave no probability"),
  /** A floor is in a currency without a rate. */
  NO_RATE(503, "the floor's currency has no rate"),
  /** The model expects nothing of any ad. */
  NO_VALUE(504, "the predicted value is nothing"),
  BELOW_MINIMUM(505, "the value is below the campaign's least CPM"),
  BELOW_FLOOR(506, "the value is below the floor"),
  /** What is left of the campaign's budget, or its group's, is less than the bid. */
  OUT_OF_BUDGET(510, "the bid is more than what is left of a budget"),
  /** In a break of several spots: its advertiser has one already, or no time is left for it. */
  NOT_BESIDE(512, "no ad may stand beside those of the same break"),
  /** Longer than the response writer's limit. */
  ANSWER_TOO_LARGE(1, "the answer would be too large"),
  LATE_AFTER_SCORE(15, "the deadline passed before the answer was made"),
  /** There was a bid, which did not leave: it waited for its connection. */
  LATE_BEFORE_WRITE(15, "the deadline passed before the answer could be sent"),
  /** A bug: the log has its stack trace. */
  INTERNAL_ERROR(1, "an internal error");

  private final int nbr;
  private final String text;

  NoBidReason(int nbr, String text) {
    this.nbr = nbr;
    this.text = text;
  }

  /** The code in an answer's {@code nbr}. */
  public int nbr() {
    return nbr;
  }

  /** The reason in plain words. */
  public String text() {
    return text;
  }

  /** The one of two that the bid path meets later. */
  public static NoBidReason further(NoBidReason one, NoBidReason other) {
    return other.compareTo(one) > 0 ? other : one;
  }

  /** True if the deadline is the reason. */
  public boolean isLate() {
    return nbr == 15;
  }
}
