package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.CampaignsOut;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.Rule;
import io.bidder.bidder.campaign.rules.CreativeRules;
import io.bidder.bidder.campaign.rules.CreativeWords;
import io.bidder.bidder.campaign.rules.DealChoice;
import io.bidder.bidder.campaign.rules.Words;
import io.bidder.bidder.campaign.targeting.TargetedRequest;
import io.bidder.bidder.campaign.targeting.TargetingRules;
import io.bidder.bidder.names.Texts;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.Imp;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one campaign after the other, rule by rule: what the index must agree with, and what can
 * say which rule it was. One thread's, for one request; makes objects.
 */
public final class CampaignScan {
  private final CampaignIndex index;
  private final CampaignsOut campaignsOut;
  private final long[] out;
  private final BidRequest request;
  private final String exchange;
  private final long epochMillis;
  private final TargetedRequest targeted = new TargetedRequest();

  /** What the request alone says of each campaign that was looked at, whatever the impression. */
  private final @Nullable Rule[] ofRequest;

  private final boolean[] isLookedAt;

  CampaignScan(
      CampaignIndex index,
      CampaignsOut campaignsOut,
      BidRequest request,
      String exchange,
      long epochMillis) {
    this.index = index;
    this.campaignsOut = campaignsOut;
    out = campaignsOut.bits();
    this.request = request;
    this.exchange = exchange;
    this.epochMillis = epochMillis;
    targeted.set(request, exchange, epochMillis);
    ofRequest = new Rule[index.campaigns.length];
    isLookedAt = new boolean[index.campaigns.length];
  }

  public int campaignCount() {
    return index.campaigns.length;
  }

  /** A campaign by its number, which is its place in the catalogue. */
  public Campaign campaign(int number) {
    return index.campaigns[number];
  }

  /**
   * The first rule that keeps a campaign from an impression; of its ads' rules, the one that the ad
   * coming furthest met. Null if it may bid.
   *
   * @param imp one of the request's
   * @param candidates takes its ads that may bid, none where a rule stops it
   */
  public @Nullable Rule stoppedBy(int number, Imp imp, Candidates candidates) {
    candidates.clear();
    Rule rule = ofRequest(number);
    if (rule != null) {
      return rule;
    }
    Campaign campaign = index.campaigns[number];
    Deal deal = DealChoice.choose(campaign, exchange, imp);
    if (deal == null && !DealChoice.mayBidWithout(campaign, imp)) {
      return Rule.DEAL;
    }
    Rule ofAds = ads(index, number, request, imp, deal, candidates);
    if (ofAds == null && CampaignsOut.has(out, index.campaignSlots[number])) {
      candidates.clear();
      return Rule.OUT;
    }
    return ofAds;
  }

  private @Nullable Rule ofRequest(int number) {
    if (!isLookedAt[number]) {
      Campaign campaign = index.campaigns[number];
      Rule rule = before(campaign);
      ofRequest[number] =
          rule == null ? TargetingRules.firstBroken(campaign.targeting(), targeted) : rule;
      isLookedAt[number] = true;
    }
    return ofRequest[number];
  }

  private @Nullable Rule before(Campaign campaign) {
    if ((campaign.start() != null && epochMillis < campaign.start().toEpochMilli())
        || (campaign.end() != null && epochMillis >= campaign.end().toEpochMilli())) {
      return Rule.FLIGHT;
    }
    String seat = campaign.advertiser().seatOn(exchange);
    if ((!request.wseat.isEmpty() && !request.wseat.contains(seat))
        || request.bseat.contains(seat)) {
      return Rule.SEAT;
    }
    return Texts.isWithinAny(campaign.advertiser().host(), request.badv)
        ? Rule.ADVERTISER_BLOCKED
        : null;
  }

  /** Tells which rule keeps a campaign from an impression, what it wanted and what came. */
  public String why(int number, Rule stoppedBy, Imp imp) {
    Campaign campaign = index.campaigns[number];
    String ofTargeting = TargetingRules.why(stoppedBy, campaign.targeting(), targeted);
    String detail =
        ofTargeting != null
            ? ofTargeting
            : switch (stoppedBy) {
              case FLIGHT -> flight(campaign);
              case SEAT -> seat(campaign.advertiser().seatOn(exchange));
              case ADVERTISER_BLOCKED -> Words.within(campaign.advertiser().host(), request.badv);
              case DEAL -> DealChoice.why(campaign, exchange, imp);
              case OUT -> campaignsOut.why(index.campaignSlots[number]);
              default ->
                  CreativeWords.why(
                      stoppedBy, request, imp, campaign.advertiser(), ad(campaign, stoppedBy, imp));
            };
    return detail.isEmpty() ? stoppedBy.text() : stoppedBy.text() + ": " + detail;
  }

  private String flight(Campaign campaign) {
    return Words.unmet(
        List.of(Instant.ofEpochMilli(epochMillis).toString()),
        List.of(
            (campaign.start() == null ? "" : "from " + campaign.start() + " ")
                + (campaign.end() == null ? "" : "to before " + campaign.end())));
  }

  private String seat(String seat) {
    return request.bseat.contains(seat)
        ? Words.matches(seat, seat)
        : Words.unmet(List.of(seat), Words.list(request.wseat));
  }

  /** The first ad that the rule keeps from the impression. */
  private Creative ad(Campaign campaign, Rule stoppedBy, Imp imp) {
    for (Creative ad : campaign.creatives()) {
      if (CreativeRules.firstBroken(request, imp, campaign.advertiser(), ad) == stoppedBy) {
        return ad;
      }
    }
    throw new IllegalArgumentException(stoppedBy + " stops no ad of " + campaign.id());
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
    Rule furthest = Rule.MEDIUM;
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
