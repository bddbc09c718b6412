package io.bidder.bidder.campaign.targeting;

import io.bidder.bidder.campaign.Rule;
import io.bidder.bidder.campaign.rules.Texts;
import io.bidder.bidder.campaign.rules.Words;
import io.bidder.bidder.json.Text;
import io.bidder.bidder.openrtb.Inventory;
import io.bidder.settings.Section;
import io.bidder.settings.Type;
import io.bidder.settings.Types;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sites and apps, of which a request must be for one, or must be for none. */
public final class InventoryRule extends TargetingRule<InventoryRule.Listed> {
  private final String domainsKey;
  private final String bundlesKey;
  private final boolean excluding;

  InventoryRule(Rule rule, String domainsKey, String bundlesKey, boolean excluding) {
    super(rule);
    this.domainsKey = domainsKey;
    this.bundlesKey = bundlesKey;
    this.excluding = excluding;
  }

  /**
   * Sites and apps. One condition: one of either is enough.
   *
   * @param domains lower case; a domain stands for its subdomains too
   * @param bundles of apps
   */
  public record Listed(List<String> domains, List<String> bundles) {
    /** Nothing. */
    public static final Listed NONE = new Listed(List.of(), List.of());

    public Listed {
      domains = List.copyOf(domains);
      bundles = List.copyOf(bundles);
    }
  }

  /** Tells whether the request must be for none of them. */
  public boolean isExcluding() {
    return excluding;
  }

  /** The domain of the request's site, which may be empty. */
  public Text domain(TargetedRequest request) {
    return request.request().inventory.domain;
  }

  /** The bundle of the request's app, which may be empty. */
  public Text bundle(TargetedRequest request) {
    return request.request().inventory.bundle;
  }

  @Override
  @Nullable Listed read(Section section, Type<String> exchange) {
    Listed listed =
        new Listed(
            section.list(domainsKey, Types.DOMAIN_OR_PART).or(List.of()),
            section.list(bundlesKey, Types.WORDS).or(List.of()));
    return listed.equals(Listed.NONE) ? null : listed;
  }

  @Override
  boolean isMet(Listed wanted, TargetedRequest request) {
    return (match(wanted, request.request().inventory) != null) != excluding;
  }

  @Override
  String why(Listed wanted, TargetedRequest request) {
    Inventory inventory = request.request().inventory;
    if (excluding) {
      return String.valueOf(match(wanted, inventory));
    }
    return Words.unmet(
        Stream.of(inventory.domain, inventory.bundle)
            .filter(text -> !text.isEmpty())
            .map(Text::toString)
            .toList(),
        Stream.concat(wanted.domains.stream(), wanted.bundles.stream()).toList());
  }

  /** Says what of the lists matches the inventory; null if nothing does. */
  private static @Nullable String match(Listed listed, Inventory inventory) {
    String bundle = inventory.bundle.toString();
    if (listed.bundles.contains(bundle)) {
      return Words.matches(bundle, bundle);
    }
    String domain = inventory.domain.toString();
    return listed.domains.stream()
        .filter(part -> Texts.isWithin(domain, part))
        .findFirst()
        .map(part -> Words.within(domain, part))
        .orElse(null);
  }
}
