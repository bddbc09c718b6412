package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.CampaignsOut;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.Rule;
import io.bidder.bidder.campaign.rules.CreativeRules;
import io.bidder.bidder.campaign.rules.DealChoice;
import io.bidder.bidder.campaign.rules.TargetingRules;
import io.bidder.bidder.campaign.rules.Texts;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.Imp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one campaign after the other, rule by rule: what the index must agree with, and what can
 * say which rule it was.
 */
final class CampaignScan {
  private CampaignScan() {}

  static void explain(
      CampaignIndex index,
      long[] out,
      BidRequest request,
      Imp imp,
      long epochMillis,
      Verdicts verdicts) {
    TargetingRules targeting = new TargetingRules(request, epochMillis);
    Candidates candidates = new Candidates();
    for (int c = 0; c < index.campaigns.length; c++) {
      candidates.clear();
      Campaign campaign = index.campaigns[c];
      Rule stoppedBy = before(campaign, request, epochMillis);
      if (stoppedBy == null) {
        stoppedBy = targeting.firstBroken(campaign.targeting());
      }
      Deal deal = DealChoice.choose(campaign, imp);
      if (stoppedBy == null && deal == null && !DealChoice.mayBidWithout(campaign, imp)) {
        stoppedBy = Rule.DEAL;
      }
      if (stoppedBy == null) {
        stoppedBy = ads(index, c, request, imp, deal, candidates);
      }
      if (stoppedBy == null && CampaignsOut.has(out, index.campaignSlots[c])) {
        stoppedBy = Rule.OUT;
        candidates.clear();
      }
      verdicts.onCampaign(campaign, stoppedBy, candidates);
    }
  }

  private static @Nullable Rule before(Campaign campaign, BidRequest request, long epochMillis) {
    if ((campaign.start() != null && epochMillis < campaign.start().toEpochMilli())
        || (campaign.end() != null && epochMillis >= campaign.end().toEpochMilli())) {
      return Rule.FLIGHT;
    }
    String seat = campaign.advertiser().seat();
    if ((!request.wseat.isEmpty() && !request.wseat.contains(seat))
        || request.bseat.contains(seat)) {
      return Rule.SEAT;
    }
    return Texts.isWithinAny(campaign.advertiser().domain(), request.badv)
        ? Rule.ADVERTISER_BLOCKED
        : null;
  }

  /** Adds the campaign's ads that fit; if none does, the rule that the best of them met. */
  private static @Nullable Rule ads(
      CampaignIndex index,
      int number,
      BidRequest request,
      Imp imp,
      @Nullable Deal deal,
      Candidates candidates) {
    Campaign campaign = index.campaigns[number];
    List<Creative> creatives = campaign.creatives();
    Rule furthest = Rule.SIZE;
    for (int i = 0; i < creatives.size(); i++) {
      Rule broken =
          CreativeRules.firstBroken(request, imp, campaign.advertiser(), creatives.get(i));
      if (broken == null) {
        index.add(number, index.creatives.first[number] + i, imp, deal, candidates);
      } else if (i == 0 || broken.compareTo(furthest) > 0) {
        furthest = broken;
      }
    }
    return candidates.size() > 0 ? null : furthest;
  }
}
