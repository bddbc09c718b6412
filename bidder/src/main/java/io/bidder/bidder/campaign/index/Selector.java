package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.CampaignsOut;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.targeting.TargetedRequest;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.Imp;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the ads that may bid for a request's impressions: narrows all campaigns to the eligible
 * ones with a {@link CampaignIndex}, once for what the request says and then for each impression,
 * and looks at the ads of those. One thread's, reused; allocates nothing after the first few
 * requests.
 *
 * <p>Looks at so many ads for a request at most, which its impressions share. An impression that
 * more are eligible for than its share is given those from some campaign on, another one each time.
 */
public final class Selector {
  /** A campaign is as much work as an ad. */
  private static final int CAMPAIGN_WORK = 1;

  /** Far from any other start, so that all campaigns get their turns. */
  private static final int NEXT_START = 0x9E3779B1;

  private final CampaignsOut out;
  private final int selectionCap;
  private CampaignIndex index;
  private Eligible eligible;

  /** No campaign. */
  private long[] none;

  /** The campaigns that may bid by what the request says, whatever the impression. */
  private long[] ofRequest;

  private Flights.Current inFlight;
  private RuleMatch[] targeting;
  private DealMatch deals;
  private ImpMatch slot;
  private long[] blockedCreatives;
  private long[] allowedCategories;

  private final TargetedRequest targeted = new TargetedRequest();
  private BidRequest request = new BidRequest();
  private String exchange = "";
  private boolean someBlocked;

  /** The campaigns of {@link #ofRequest} that are out. */
  private long[] outOfRequest;

  private boolean someOut;
  private int workLeft;
  private int impsLeft;

  /** Work that the impression at hand may still make. */
  private long impWork;

  private boolean limited;
  private int start;

  /** Selects with an index, no campaign being out, and however many ads there are. */
  public Selector(CampaignIndex index) {
    this(index, new CampaignsOut(), Integer.MAX_VALUE);
  }

  /**
   * Selects with an index.
   *
   * @param out looked at for each request
   * @param selectionCap ads looked at for a request at most
   */
  public Selector(CampaignIndex index, CampaignsOut out, int selectionCap) {
    this.out = out;
    this.selectionCap = selectionCap;
    this.index = index;
    eligible = new Eligible(index.campaignCount());
    ofRequest = new long[eligible.bits.length];
    outOfRequest = new long[eligible.bits.length];
    inFlight = new Flights.Current(index.flights);
    targeting = index.targeting.matchers(eligible);
    none = new long[eligible.bits.length];
    deals = new DealMatch(index.dealTable);
    slot = new ImpMatch(index.creatives);
    blockedCreatives = new long[Bits.words(index.creativeCount())];
    allowedCategories = new long[index.blocks.scratchWords()];
  }

  /** Selects with this index from now on; costs nothing if it is the one already in use. */
  public void use(CampaignIndex newIndex) {
    if (index == newIndex) {
      return;
    }
    index = newIndex;
    eligible = new Eligible(index.campaignCount());
    ofRequest = new long[eligible.bits.length];
    outOfRequest = new long[eligible.bits.length];
    inFlight = new Flights.Current(index.flights);
    targeting = index.targeting.matchers(eligible);
    none = new long[eligible.bits.length];
    deals = new DealMatch(index.dealTable);
    slot = new ImpMatch(index.creatives);
    blockedCreatives = new long[Bits.words(index.creativeCount())];
    allowedCategories = new long[index.blocks.scratchWords()];
  }

  /** The index in use. */
  public CampaignIndex index() {
    return index;
  }

  /**
   * Begins with a request: everything that is the same for all of its impressions.
   *
   * @param fromExchange the label of the one that sent it
   * @param epochMillis now, for flights, ages and hours of the week
   */
  public void begin(BidRequest newRequest, String fromExchange, long epochMillis) {
    request = newRequest;
    exchange = fromExchange;
    long[] flying = inFlight.at(epochMillis);
    System.arraycopy(flying, 0, eligible.bits, 0, flying.length);
    seats();
    index.blocks.remove(request, eligible);
    targeted.set(request, exchange, epochMillis);
    for (RuleMatch rule : targeting) {
      rule.narrow(targeted);
    }
    System.arraycopy(eligible.bits, 0, ofRequest, 0, ofRequest.length);
    someBlocked = index.blocks.mark(request, allowedCategories, blockedCreatives);
    someOut = markThoseOut(out.bits());
    workLeft = selectionCap;
    impsLeft = request.imps.size();
  }

  /** Tells whether a category of ads could not be held against those that the request blocks. */
  public boolean leavesUncompared() {
    return index.blocks.leavesUncompared(request);
  }

  /** Has so many selections share the work, where they are not one for each impression. */
  public void share(int selections) {
    impsLeft = selections;
  }

  /**
   * Finds the ads that may bid for an impression, in catalogue order, each with the deal it bids
   * under and the size it fits: all of them, unless {@link #wasLimited}.
   *
   * @param imp the next of the request's
   * @param candidates takes them
   * @return why there is none; null if there is one
   */
  public @Nullable NoBidReason select(Imp imp, Candidates candidates) {
    candidates.clear();
    int share = workLeft / Math.max(1, impsLeft--);
    impWork = share;
    limited = false;
    System.arraycopy(ofRequest, 0, eligible.bits, 0, ofRequest.length);
    deals(imp);
    eligible.begin(none);
    slot.allow(request, imp, eligible);
    eligible.end();
    int first = share >= slot.mostWork(imp) + index.campaignCount() ? 0 : nextStart();
    boolean ifNotOut = false;
    look(false, imp, first, candidates);
    if (someOut && candidates.size() == 0) {
      look(true, imp, first, candidates);
      ifNotOut = candidates.size() > 0;
      candidates.clear();
    }
    workLeft -= (int) (share - Math.max(0, impWork));
    if (candidates.size() > 0) {
      return null;
    }
    if (limited) {
      return NoBidReason.TOO_MANY_ADS;
    }
    return ifNotOut ? NoBidReason.CAMPAIGNS_OUT : NoBidReason.NO_ELIGIBLE_AD;
  }

  /** Tells whether the last impression had more ads to look at than its share. */
  public boolean wasLimited() {
    return limited;
  }

  /** Ads that may still be looked at for the request. */
  int workLeft() {
    return workLeft;
  }

  /** The campaign to begin with where not all can be looked at, perhaps: another one each time. */
  private int nextStart() {
    start += NEXT_START;
    return Integer.remainderUnsigned(start, Math.max(1, index.campaignCount()));
  }

  /**
   * Adds the ads of eligible campaigns that are in, or the first ads of those that are out: in
   * catalogue order if there is work enough for all, otherwise those from a campaign on.
   */
  private void look(boolean atThoseOut, Imp imp, int first, Candidates candidates) {
    int words = eligible.bits.length;
    int firstWord = first >>> 6;
    long campaigns = -1L << first;
    boolean done = false;
    for (int word = firstWord; word < words && !done; word++) {
      done = look(word, campaigns, atThoseOut, imp, candidates);
      campaigns = -1L;
    }
    int last = candidates.size();
    for (int word = 0; word <= firstWord && word < words && !done; word++) {
      done = look(word, word < firstWord ? -1L : ~(-1L << first), atThoseOut, imp, candidates);
    }
    if (!done) {
      candidates.rotate(last);
    }
  }

  /** Looks at some campaigns of a word; returns true if that is to be all. */
  private boolean look(
      int word, long campaigns, boolean atThoseOut, Imp imp, Candidates candidates) {
    long from = atThoseOut ? outOfRequest[word] : ~outOfRequest[word];
    for (long left = eligible.bits[word] & from & campaigns; left != 0; left &= left - 1) {
      if (impWork <= 0) {
        limited = true;
        return true;
      }
      ads((word << 6) + Long.numberOfTrailingZeros(left), imp, candidates);
      if (atThoseOut && candidates.size() > 0) {
        return true;
      }
    }
    return false;
  }

  private boolean markThoseOut(long[] campaignsOut) {
    if (campaignsOut.length == 0) {
      if (someOut) {
        Arrays.fill(outOfRequest, 0);
      }
      return false;
    }
    long any = 0;
    for (int word = 0; word < ofRequest.length; word++) {
      long bits = 0;
      for (long left = ofRequest[word]; left != 0; left &= left - 1) {
        int campaign = (word << 6) + Long.numberOfTrailingZeros(left);
        if (CampaignsOut.has(campaignsOut, index.campaignSlots[campaign])) {
          bits |= Long.lowestOneBit(left);
        }
      }
      outOfRequest[word] = bits;
      any |= bits;
    }
    return any != 0;
  }

  /** Looks at every campaign by itself: to ask why, not to bid. */
  public CampaignScan scan(BidRequest request, String exchange, long epochMillis) {
    return new CampaignScan(index, out, request, exchange, epochMillis);
  }

  private void seats() {
    if (!request.wseat.isEmpty()) {
      eligible.begin(none);
      for (int i = 0; i < request.wseat.size(); i++) {
        eligible.allow(index.seats.get(exchange, request.wseat.get(i)));
      }
      eligible.end();
    }
    for (int i = 0; i < request.bseat.size(); i++) {
      eligible.remove(index.seats.get(exchange, request.bseat.get(i)));
    }
  }

  private void deals(Imp imp) {
    if (imp.deals.isEmpty() && !imp.privateAuction && !index.deals.binding) {
      return;
    }
    eligible.begin(imp.privateAuction ? none : index.deals.free);
    for (int i = 0; i < imp.deals.size(); i++) {
      eligible.allow(index.deals.get(imp.deals.get(i).id));
    }
    eligible.end();
    if (!imp.deals.isEmpty()) {
      deals.begin(imp, exchange);
    }
  }

  private void ads(int number, Imp imp, Candidates candidates) {
    CreativeTable table = index.creatives;
    impWork -= CAMPAIGN_WORK;
    Deal deal = null;
    // Without deals, who may not bid in the open auction is gone by now: no need to look at the
    // campaign, which among many campaigns is seldom in the cache.
    if (!imp.deals.isEmpty()) {
      deal = deals.choose(number, imp);
      if (deal == null && (imp.privateAuction || !Bits.get(index.deals.free, number))) {
        return;
      }
    }
    int workBefore = slot.work();
    int end = table.first[number + 1];
    for (int creative = table.first[number]; creative < end; creative++) {
      if ((!imp.secure || table.isSecure(creative))
          && slot.fits(request, imp, creative)
          && !(someBlocked && Bits.get(blockedCreatives, creative))) {
        index.add(number, creative, imp, deal, candidates);
      }
    }
    impWork -= slot.work() - workBefore;
  }
}
