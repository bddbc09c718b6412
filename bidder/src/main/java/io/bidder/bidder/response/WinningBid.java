package io.bidder.bidder.response;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.json.Text;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.Imp;
import org.jspecify.annotations.Nullable;

/**
 * A bid for one impression. Reused by its {@link WinningBids}; keeps the impression and the deal,
 * but not the candidate, so that the impression's candidates may be reused at once.
 */
public final class WinningBid {
  /** The bid's own id, set by the caller that adds it. */
  public final Text bidId = new Text();

  private @Nullable Imp imp;
  private @Nullable Campaign campaign;
  private @Nullable Creative creative;
  private String seat = "";
  private int creativeIndex;
  private @Nullable Deal deal;
  private int w;
  private int h;
  private long priceCpmMicros;

  /** The first 64 bits of {@link #bidId}. */
  public long idHigh;

  /** The other 64 bits. */
  public long idLow;

  /** The ad's P(click | impression); 0 where the model gives none. */
  public float pCtr;

  /** Its P(conversion | impression), likewise. */
  public float pCtcvr;

  /** A mark of {@link BidResponseWriter}. */
  boolean isWritten;

  private boolean leftOut;

  void set(Imp newImp, Candidate candidate, String exchange, long newPriceCpmMicros) {
    if (newPriceCpmMicros < 0) {
      throw new IllegalArgumentException(newPriceCpmMicros + " micros: expected 0 or more");
    }
    bidId.clear();
    imp = newImp;
    campaign = candidate.campaign();
    seat = candidate.campaign().advertiser().seatOn(exchange);
    creative = candidate.creative();
    creativeIndex = candidate.creativeIndex;
    deal = candidate.deal;
    w = candidate.w;
    h = candidate.h;
    priceCpmMicros = newPriceCpmMicros;
    isWritten = false;
    leftOut = false;
  }

  /** Holds on to nothing any more. */
  void clear() {
    imp = null;
    campaign = null;
    creative = null;
    deal = null;
  }

  /** True if the last answer had no room for it. */
  public boolean isLeftOut() {
    return leftOut;
  }

  void leaveOut() {
    leftOut = true;
  }

  public Imp imp() {
    return require(imp);
  }

  public Campaign campaign() {
    return require(campaign);
  }

  public Creative creative() {
    return require(creative);
  }

  /** The advertiser's seat on the exchange. */
  public String seat() {
    return seat;
  }

  /** The number of the creative in its catalogue. */
  int creativeIndex() {
    return creativeIndex;
  }

  /** Null in the open auction. */
  public @Nullable Deal deal() {
    return deal;
  }

  /** The size that a banner fills. */
  public int w() {
    return w;
  }

  public int h() {
    return h;
  }

  /** In the response's currency. */
  public long priceCpmMicros() {
    return priceCpmMicros;
  }

  private static <T> T require(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("a bid that was not added");
    }
    return value;
  }
}
