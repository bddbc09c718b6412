package io.bidder.bidder.campaign.targeting;

import io.bidder.bidder.campaign.Rule;
import io.bidder.bidder.campaign.Targeting;
import io.bidder.settings.Section;
import io.bidder.settings.Type;
import org.jspecify.annotations.Nullable;

/**
 * A rule of targeting of one kind: where its values stand in a catalogue, and what they mean for a
 * request, in the plainest way, which shares nothing with the index and is its test.
 *
 * @param <V> what a campaign wants
 */
public abstract sealed class TargetingRule<V> implements Targeting.Condition<V>
    permits TextRule, CodeRule, RangeRule, InventoryRule, SystemRule, CircleRule {
  private final Rule rule;

  TargetingRule(Rule rule) {
    this.rule = rule;
  }

  @Override
  public final Rule rule() {
    return rule;
  }

  /**
   * The value in a campaign's targeting; null where there is none.
   *
   * @param exchange the type of exchanges' labels
   */
  abstract @Nullable V read(Section section, Type<String> exchange);

  /** Tells whether a request has what a campaign wants. */
  abstract boolean isMet(V wanted, TargetedRequest request);

  /** Tells what is wanted and what a request has that does not meet it, for people. */
  abstract String why(V wanted, TargetedRequest request);

  final Targeting readInto(Targeting targeting, Section section, Type<String> exchange) {
    V wanted = read(section, exchange);
    return wanted == null ? targeting : targeting.with(this, wanted);
  }

  final boolean isMet(Targeting targeting, TargetedRequest request) {
    V wanted = targeting.get(this);
    return wanted == null || isMet(wanted, request);
  }

  final String why(Targeting targeting, TargetedRequest request) {
    V wanted = targeting.get(this);
    return wanted == null ? "" : why(wanted, request);
  }

  @Override
  public final String toString() {
    return rule.name();
  }
}
