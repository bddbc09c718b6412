package io.bidder.bidder.campaign.targeting;

import io.bidder.bidder.campaign.Rule;
import io.bidder.bidder.campaign.rules.Words;
import io.bidder.bidder.json.Text;
import io.bidder.bidder.names.Texts;
import io.bidder.bidder.openrtb.Inventory;
import io.bidder.settings.Section;
import io.bidder.settings.Type;
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
   * @param domains as hosts are compared; one stands for its subdomains too
   * @param bundles as apps are compared
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

  /** The host of the request's site, which may be empty. */
  public Text host(TargetedRequest request) {
    return request.request().inventory.host;
  }

  /** The request's app, which may be empty. */
  public Text app(TargetedRequest request) {
    return request.request().inventory.app;
  }

  /** The app that the request's link to a store leads to, which may be empty. */
  public Text storeApp(TargetedRequest request) {
    return request.request().inventory.storeApp;
  }

  @Override
  @Nullable Listed read(Section section, Type<String> exchange) {
    Listed listed =
        new Listed(
            section.list(domainsKey, ValueTypes.HOST).or(List.of()),
            section.list(bundlesKey, ValueTypes.APP).or(List.of()));
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
        Stream.of(inventory.host, inventory.app, inventory.storeApp)
            .filter(text -> !text.isEmpty())
            .map(Text::toString)
            .distinct()
            .toList(),
        Stream.concat(wanted.domains.stream(), wanted.bundles.stream()).toList());
  }

  /** Says what of the lists matches the inventory; null if nothing does. */
  private static @Nullable String match(Listed listed, Inventory inventory) {
    for (Text app : List.of(inventory.app, inventory.storeApp)) {
      if (listed.bundles.contains(app.toString())) {
        return Words.matches(app.toString(), app.toString());
      }
    }
    String domain = inventory.host.toString();
    return listed.domains.stream()
        .filter(part -> Texts.isWithin(domain, part))
        .findFirst()
        .map(part -> Words.within(domain, part))
        .orElse(null);
  }
}
