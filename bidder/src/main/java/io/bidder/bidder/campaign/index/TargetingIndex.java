package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Targeting;
import io.bidder.bidder.campaign.targeting.CircleRule;
import io.bidder.bidder.campaign.targeting.CodeRule;
import io.bidder.bidder.campaign.targeting.InventoryRule;
import io.bidder.bidder.campaign.targeting.RangeRule;
import io.bidder.bidder.campaign.targeting.SystemRule;
import io.bidder.bidder.campaign.targeting.TargetingRule;
import io.bidder.bidder.campaign.targeting.TargetingRules;
import io.bidder.bidder.campaign.targeting.TextRule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/** The targeting of all campaigns, by kind of rule. Immutable. */
final class TargetingIndex {
  private final Campaign[] campaigns;

  /** A matcher for a thread's campaigns, of each rule that any campaign has. */
  private final List<Function<Eligible, RuleMatch>> rules = new ArrayList<>();

  TargetingIndex(Campaign[] campaigns) {
    this.campaigns = campaigns;
    for (TargetingRule<?> rule : TargetingRules.ALL) {
      if (anyHas(rule)) {
        rules.add(index(rule));
      }
    }
  }

  /** Matchers that narrow these campaigns, in one thread. */
  RuleMatch[] matchers(Eligible eligible) {
    return rules.stream().map(rule -> rule.apply(eligible)).toArray(RuleMatch[]::new);
  }

  private boolean anyHas(TargetingRule<?> rule) {
    for (Campaign campaign : campaigns) {
      if (campaign.targeting().get(rule) != null) {
        return true;
      }
    }
    return false;
  }

  private Function<Eligible, RuleMatch> index(TargetingRule<?> rule) {
    return switch (rule) {
      case TextRule texts -> texts(texts);
      case CodeRule codes -> codes(codes);
      case RangeRule ranges -> ranges(ranges);
      case InventoryRule inventory -> inventory(inventory);
      case SystemRule systems -> systems(systems);
      case CircleRule circles -> circles(circles);
    };
  }

  private Function<Eligible, RuleMatch> texts(TextRule rule) {
    Dimension.Builder builder = new Dimension.Builder(campaigns.length, rule.match().isFolded());
    forEach(
        rule,
        (wanted, campaign) -> {
          builder.bind(campaign);
          builder.addTexts(campaign, wanted);
        });
    Dimension dimension = builder.build();
    return eligible -> new RuleMatch.OfTexts(rule, dimension, eligible);
  }

  private Function<Eligible, RuleMatch> codes(CodeRule rule) {
    Dimension.Builder builder = new Dimension.Builder(campaigns.length, false);
    forEach(
        rule,
        (wanted, campaign) -> {
          builder.bind(campaign);
          builder.addCodes(campaign, wanted);
        });
    Dimension dimension = builder.build();
    return eligible -> new RuleMatch.OfCodes(rule, dimension, eligible);
  }

  private Function<Eligible, RuleMatch> ranges(RangeRule rule) {
    Dimension.Builder builder = new Dimension.Builder(campaigns.length, false);
    Ranges.Builder byRange = new Ranges.Builder();
    forEach(
        rule,
        (wanted, campaign) -> {
          builder.bind(campaign);
          byRange.add(campaign, wanted);
        });
    long[] free = builder.build().free;
    Ranges ranges = byRange.build(campaigns.length);
    return eligible -> new RuleMatch.OfRanges(rule, free, ranges, eligible);
  }

  private Function<Eligible, RuleMatch> inventory(InventoryRule rule) {
    Dimension.Builder domains = new Dimension.Builder(campaigns.length, true);
    Dimension.Builder bundles = new Dimension.Builder(campaigns.length, false);
    forEach(
        rule,
        (wanted, campaign) -> {
          domains.bind(campaign);
          domains.addTexts(campaign, wanted.domains());
          bundles.addTexts(campaign, wanted.bundles());
        });
    Dimension byDomain = domains.build();
    Dimension byBundle = bundles.build();
    return eligible -> new RuleMatch.OfInventory(rule, byDomain, byBundle, eligible);
  }

  private Function<Eligible, RuleMatch> systems(SystemRule rule) {
    Dimension.Builder builder = new Dimension.Builder(campaigns.length, false);
    OperatingSystems.Builder byName = new OperatingSystems.Builder();
    forEach(
        rule,
        (wanted, campaign) -> {
          builder.bind(campaign);
          wanted.forEach(system -> byName.add(campaign, system));
        });
    long[] free = builder.build().free;
    OperatingSystems systems = byName.build(campaigns.length);
    return eligible -> new RuleMatch.OfSystems(rule, free, systems, eligible);
  }

  private Function<Eligible, RuleMatch> circles(CircleRule rule) {
    Dimension.Builder builder = new Dimension.Builder(campaigns.length, false);
    Circles.Builder byCampaign = new Circles.Builder();
    forEach(
        rule,
        (wanted, campaign) -> {
          builder.bind(campaign);
          wanted.forEach(circle -> byCampaign.add(campaign, circle));
        });
    long[] free = builder.build().free;
    Circles circles = byCampaign.build();
    return eligible -> new RuleMatch.OfCircles(rule, free, circles, eligible);
  }

  /** Takes what each campaign that has the condition wants, in ascending order. */
  private <V> void forEach(Targeting.Condition<V> condition, ObjIntConsumer<V> action) {
    for (int c = 0; c < campaigns.length; c++) {
      @Nullable V wanted = campaigns[c].targeting().get(condition);
      if (wanted != null) {
        action.accept(wanted, c);
      }
    }
  }
}
