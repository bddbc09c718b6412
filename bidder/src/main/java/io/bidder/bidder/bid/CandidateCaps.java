package io.bidder.bidder.bid;

import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.Cap;
import io.bidder.bidder.exposure.AdCap;
import io.bidder.bidder.exposure.Caps;
import io.bidder.bidder.exposure.Exposures;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.pricing.Prices;
import io.bidder.bidder.privacy.Use;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out ads that the person was shown as often as their caps allow, and tells how often the
 * others' campaigns were shown. One thread's.
 */
final class CandidateCaps {
  /** A person without an id that may be used: nobody knows what it was shown. */
  static final int UNKNOWN = -1;

  private static final int NONE_YET = 0;

  private final Caps caps;
  private final BidObserver observer;

  CandidateCaps(Caps caps, BidObserver observer) {
    this.caps = caps;
    this.observer = observer;
  }

  /** Keeps the ads that may be shown once more; if none is left, there is no bid. */
  void keep(BidContext context, ImpContext imp, Candidates found) {
    if (!caps.exist() || found.size() == 0) {
      return;
    }
    boolean isKnown = context.person.length > 0;
    long person = isKnown ? Exposures.person(context.person) : 0;
    if (isKnown && !caps.mayHaveShown(person)) {
      // Most were shown nothing: no cap says no.
      return;
    }
    int kept = 0;
    for (int i = 0; i < found.size(); i++) {
      Candidate ad = found.get(i);
      boolean isNew = isKnown && !caps.mayHaveShown(person, ad.campaignSlot, ad.creativeSlot);
      if (isNew || allows(context, imp, ad, NONE_YET)) {
        found.swap(kept++, i);
      }
    }
    found.truncate(kept);
    if (kept == 0 && imp.reason == null) {
      imp.reason = NoBidReason.CAPPED;
    }
  }

  /** Tells whether an impression's winner may be shown beside those of the ones before it. */
  boolean allowsWinner(BidContext context, int number) {
    if (number == 0 || !caps.exist()) {
      return true;
    }
    ImpContext imp = context.imp(number);
    return allows(context, imp, imp.candidates.get(imp.winner), number);
  }

  /**
   * Tells whether an ad may be shown.
   *
   * @param before impressions of the request that have their winners, which count
   */
  private boolean allows(BidContext context, ImpContext imp, Candidate ad, int before) {
    return allows(context, imp, ad, caps.ofCampaign(ad.campaignSlot), before)
        && allows(context, imp, ad, caps.ofCreative(ad.creativeSlot), before);
  }

  private boolean allows(BidContext context, ImpContext imp, Candidate ad, AdCap[] of, int before) {
    for (int i = 0; i < of.length; i++) {
      AdCap cap = of[i];
      int count = UNKNOWN;
      if (context.person.length == 0) {
        if (before == NONE_YET) {
          observer.capUnusable(cap);
        }
      } else {
        long person = Exposures.person(context.person);
        count = caps.count(cap, person, context.epochMillis) + winners(context, cap, ad, before);
      }
      boolean allows =
          count == UNKNOWN
              ? cap.cap().withoutId() == Cap.WithoutId.BID
              : count < cap.cap().impressions();
      if (!allows) {
        observer.capped(imp, ad, cap, count);
        return false;
      }
    }
    return true;
  }

  /** Winners of the impressions before that a cap counts as well. */
  private static int winners(BidContext context, AdCap cap, Candidate ad, int before) {
    int winners = 0;
    for (int i = 0; i < before; i++) {
      ImpContext imp = context.imp(i);
      if (imp.winner != Prices.NO_WINNER) {
        Candidate other = imp.candidates.get(imp.winner);
        boolean counts =
            switch (cap.of()) {
              case CAMPAIGN -> other.campaignSlot == ad.campaignSlot;
              case CREATIVE -> other.creativeSlot == ad.creativeSlot;
              case ADVERTISER ->
                  other.campaign().advertiser().id().equals(ad.campaign().advertiser().id());
            };
        winners += counts ? 1 : 0;
      }
    }
    return winners;
  }

  /** Tells the ads how often the person was shown their campaigns. */
  void putExposures(BidContext context, Candidates candidates) {
    if (context.person.length == 0 || !context.permissions.allows(Use.PROFILE)) {
      return;
    }
    long person = Exposures.person(context.person);
    @Nullable Candidate before = null;
    for (int i = 0; i < candidates.size(); i++) {
      Candidate ad = candidates.get(i);
      ad.exposures =
          before != null && before.campaignSlot == ad.campaignSlot
              ? before.exposures
              : caps.exposures(ad.campaignSlot, person, context.epochMillis);
      before = ad;
    }
  }
}
