package io.bidder.bidder.campaign.file;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Budget;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.Group;
import io.bidder.bidder.campaign.PacingMode;
import io.bidder.bidder.campaign.Target;
import io.bidder.settings.Section;
import io.bidder.settings.Type;
import io.bidder.settings.Types;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the budgets of campaigns and of groups of them, and what campaigns' orders may cost. */
final class BudgetParser {
  static final Type<String> CURRENCY =
      Types.code(
          "an ISO 4217 code such as USD",
          Currency.getAvailableCurrencies().stream()
              .map(Currency::getCurrencyCode)
              .collect(Collectors.toUnmodifiableSet()));

  private static final String KEY = "budget";
  private static final BigDecimal MOST = BigDecimal.valueOf(999_999_999_999L);
  private static final int DECIMALS = 6;
  private static final Type<BigDecimal> AMOUNT =
      Types.decimal(
          "an amount above 0, up to " + MOST + ", with at most " + DECIMALS + " decimals",
          amount ->
              amount.signum() > 0 && amount.compareTo(MOST) <= 0 && amount.scale() <= DECIMALS);

  private static final String TARGET = "target";
  private static final String ROAS = "roas";
  private static final String COST_PER_ORDER = "costPerOrder";
  private static final Type<Double> RETURN = Types.number("a number from 0.01 to 10000", 0.01, 1e4);

  private final Owners owners;
  private final Checks checks;
  private final boolean isSpendKnown;

  BudgetParser(Owners owners, Checks checks, boolean isSpendKnown) {
    this.owners = owners;
    this.checks = checks;
    this.isSpendKnown = isSpendKnown;
  }

  /** Reads a group of campaigns. */
  Group group(Section section) {
    String id = checks.uniqueId(section, "group");
    Advertiser advertiser = owners.advertiser(section);
    String currency = section.get("currency", CURRENCY).or("USD");
    Optional<Budget> budget = budget(section, currency);
    if (budget.isEmpty()) {
      section.problem(KEY, "a mapping with total, daily or both");
    }
    return new Group(id, advertiser, currency, budget.orElse(Budget.NONE));
  }

  /**
   * Reads the budget of a campaign or a group.
   *
   * @param currency that its owner is in
   * @return nothing if it has none
   */
  Optional<Budget> budget(Section owner, String currency) {
    if (!owner.isSet(KEY)) {
      return Optional.empty();
    }
    needsSpend(owner, KEY);
    return Optional.of(owner.requiredMap(KEY, section -> amounts(section, currency)));
  }

  private static Budget amounts(Section section, String currency) {
    if (!section.isSet("total") && !section.isSet("daily")) {
      section.remark("total", "expected total, daily or both");
    }
    long total = micros(section, "total");
    long daily = micros(section, "daily");
    if (daily > total && daily != Long.MAX_VALUE) {
      section.problem("daily", "no more than the total");
    }
    currency(section, currency);
    PacingMode pacing =
        section.get("pacing", Types.choice(PacingMode.class)).or(PacingMode.TRAFFIC);
    BigDecimal withoutBank = section.get("withoutBank", AMOUNT).orNull();
    return new Budget(
        total,
        daily,
        pacing,
        withoutBank == null ? 0 : withoutBank.movePointRight(DECIMALS).longValueExact());
  }

  /** Reads what a campaign's orders may cost. */
  Target target(Section campaign, Economics economics) {
    if (!campaign.isSet(TARGET)) {
      return Target.NONE;
    }
    needsSpend(campaign, TARGET);
    if (economics.clickValueMicros() > 0) {
      campaign.remark(
          TARGET, "expected none beside clickValue: such a campaign bids for clicks, not orders");
    }
    return campaign.requiredMap(TARGET, section -> target(section, economics.currency()));
  }

  private static Target target(Section section, String currency) {
    if (section.isSet(ROAS) == section.isSet(COST_PER_ORDER)) {
      section.remark(ROAS, "expected either roas or costPerOrder");
    }
    currency(section, currency);
    double roas = section.get(ROAS, RETURN).or(0.0);
    BigDecimal cost = section.get(COST_PER_ORDER, AMOUNT).orNull();
    return new Target(roas, cost == null ? 0 : cost.movePointRight(DECIMALS).longValueExact());
  }

  private void needsSpend(Section owner, String key) {
    if (!isSpendKnown) {
      owner.remark(
          key, "expected none without events.dir: only the event log tells what was spent");
    }
  }

  private static void currency(Section section, String expected) {
    if (!section.get("currency", CURRENCY).or(expected).equals(expected)) {
      section.problem("currency", expected + ", which its owner's prices are in, or none");
    }
  }

  private static long micros(Section section, String key) {
    BigDecimal amount = section.get(key, AMOUNT).orNull();
    return amount == null ? Long.MAX_VALUE : amount.movePointRight(DECIMALS).longValueExact();
  }
}
