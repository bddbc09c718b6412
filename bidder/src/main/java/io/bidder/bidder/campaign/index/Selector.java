package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.CampaignsOut;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.rules.CreativeRules;
import io.bidder.bidder.campaign.rules.DealChoice;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.Imp;
import org.jspecify.annotations.Nullable;

/**
 * Finds the ads that may bid for an impression: narrows all campaigns to the eligible ones with a
 * {@link CampaignIndex}, then looks at the ads of those. One thread's, reused; allocates nothing
 * after the first few requests.
 */
public final class Selector {
  private final CampaignsOut out;
  private CampaignIndex index;
  private Eligible eligible;
  private Flights.Current inFlight;
  private TargetingMatch targeting;
  private ImpMatch slot;
  private long[] blockedCreatives;

  /** Selects with an index, no campaign being out. */
  public Selector(CampaignIndex index) {
    this(index, new CampaignsOut());
  }

  /**
   * Selects with an index.
   *
   * @param out looked at for each impression
   */
  public Selector(CampaignIndex index, CampaignsOut out) {
    this.out = out;
    this.index = index;
    eligible = new Eligible(index.campaignCount());
    inFlight = new Flights.Current(index.flights);
    targeting = new TargetingMatch(index, eligible);
    slot = new ImpMatch(index.creatives);
    blockedCreatives = new long[Bits.words(index.creativeCount())];
  }

  /** Selects with this index from now on; costs nothing if it is the one already in use. */
  public void use(CampaignIndex newIndex) {
    if (index == newIndex) {
      return;
    }
    index = newIndex;
    eligible = new Eligible(index.campaignCount());
    inFlight = new Flights.Current(index.flights);
    targeting = new TargetingMatch(index, eligible);
    slot = new ImpMatch(index.creatives);
    blockedCreatives = new long[Bits.words(index.creativeCount())];
  }

  /** The index in use. */
  public CampaignIndex index() {
    return index;
  }

  /**
   * Finds every ad that may bid for the impression, in catalogue order, each with the deal it bids
   * under and the size it fits.
   *
   * @param imp one of the request's
   * @param epochMillis now, for flights, ages and hours of the week
   * @param candidates takes them
   * @return why there is none; null if there is one
   */
  public @Nullable NoBidReason select(
      BidRequest request, Imp imp, long epochMillis, Candidates candidates) {
    candidates.clear();
    long[] flying = inFlight.at(epochMillis);
    System.arraycopy(flying, 0, eligible.bits, 0, flying.length);
    seats(request);
    index.blocks.remove(request, eligible);
    targeting.narrow(request, epochMillis);
    deals(imp);
    eligible.begin(targeting.none());
    slot.allow(request, imp, eligible);
    eligible.end();
    boolean someBlocked = index.blocks.mark(request, blockedCreatives);
    long[] campaignsOut = out.bits();
    boolean someOut = false;
    for (int word = 0; word < eligible.bits.length; word++) {
      for (long left = eligible.bits[word]; left != 0; left &= left - 1) {
        int campaign = (word << 6) + Long.numberOfTrailingZeros(left);
        if (isOut(campaign, campaignsOut)) {
          someOut = true;
        } else {
          ads(campaign, request, imp, someBlocked, candidates);
        }
      }
    }
    if (candidates.size() > 0) {
      return null;
    }
    return someOut && anyOfThoseOut(request, imp, someBlocked, campaignsOut, candidates)
        ? NoBidReason.CAMPAIGNS_OUT
        : NoBidReason.NO_ELIGIBLE_AD;
  }

  private boolean isOut(int campaign, long[] campaignsOut) {
    return campaignsOut.length > 0 && CampaignsOut.has(campaignsOut, index.campaignSlots[campaign]);
  }

  /** Tells whether a campaign that is out has an ad that could bid otherwise. */
  private boolean anyOfThoseOut(
      BidRequest request, Imp imp, boolean someBlocked, long[] campaignsOut, Candidates scratch) {
    for (int word = 0; word < eligible.bits.length; word++) {
      for (long left = eligible.bits[word]; left != 0; left &= left - 1) {
        int campaign = (word << 6) + Long.numberOfTrailingZeros(left);
        if (isOut(campaign, campaignsOut)) {
          ads(campaign, request, imp, someBlocked, scratch);
          if (scratch.size() > 0) {
            scratch.clear();
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Looks at every campaign by itself: to ask why, not to bid. */
  public CampaignScan scan(BidRequest request, long epochMillis) {
    return new CampaignScan(index, out.bits(), request, epochMillis);
  }

  private void seats(BidRequest request) {
    if (!request.wseat.isEmpty()) {
      eligible.begin(targeting.none());
      for (int i = 0; i < request.wseat.size(); i++) {
        eligible.allow(index.seats.get(request.wseat.get(i)));
      }
      eligible.end();
    }
    for (int i = 0; i < request.bseat.size(); i++) {
      eligible.remove(index.seats.get(request.bseat.get(i)));
    }
  }

  private void deals(Imp imp) {
    if (imp.deals.isEmpty() && !imp.privateAuction && !index.deals.binding) {
      return;
    }
    eligible.begin(imp.privateAuction ? targeting.none() : index.deals.free);
    for (int i = 0; i < imp.deals.size(); i++) {
      eligible.allow(index.deals.get(imp.deals.get(i).id));
    }
    eligible.end();
  }

  private void ads(int number, BidRequest request, Imp imp, boolean someBlocked, Candidates out) {
    CreativeTable table = index.creatives;
    Deal deal = null;
    // Without deals, who may not bid in the open auction is gone by now: no need to look at the
    // campaign, which among many campaigns is seldom in the cache.
    if (!imp.deals.isEmpty()) {
      Campaign campaign = index.campaigns[number];
      deal = DealChoice.choose(campaign, imp);
      if (deal == null && !DealChoice.mayBidWithout(campaign, imp)) {
        return;
      }
    }
    int end = table.first[number + 1];
    for (int creative = table.first[number]; creative < end; creative++) {
      if ((!imp.secure || table.isSecure(creative))
          && slot.fits(request, imp, creative)
          && !(someBlocked && Bits.get(blockedCreatives, creative))
          && (request.wlang.isEmpty()
              || CreativeRules.languagesAllowed(table.creatives[creative], request.wlang))) {
        index.add(number, creative, imp, deal, out);
      }
    }
  }
}
