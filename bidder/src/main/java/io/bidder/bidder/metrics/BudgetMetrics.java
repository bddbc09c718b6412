package io.bidder.bidder.metrics;

import io.bidder.bidder.budget.Budgets;
import io.bidder.bidder.budget.Leases;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/** The metrics of budgets. */
final class BudgetMetrics {
  private BudgetMetrics() {}

  static void register(Budgets budgets, MeterRegistry registry) {
    FunctionCounter.builder("bidder.budget.bids.refused", budgets, Budgets::refusedBids)
        .description("Bids not made for want of budget.")
        .register(registry);
    Gauge.builder("bidder.budget.campaigns.out", budgets, Budgets::campaignsOut)
        .description("Campaigns that do not bid for want of budget.")
        .register(registry);
    Gauge.builder("bidder.budget.campaigns.behind", budgets, Budgets::campaignsBehind)
        .description("Campaigns that have spent less than half of their part of the day.")
        .register(registry);
    Gauge.builder("bidder.target.campaigns.lowered", budgets, Budgets::campaignsLoweredByTarget)
        .description("Campaigns whose bids are lowered by their target more than by their budgets.")
        .register(registry);
    Gauge.builder("bidder.target.campaigns.missed", budgets, Budgets::campaignsMissingTarget)
        .description("Campaigns whose orders cost more than a tenth more than their target allows.")
        .register(registry);
    Gauge.builder("bidder.budget.overspent", budgets, Budgets::overspentShare)
        .description("The largest part of a budget that was billed beyond it.")
        .register(registry);
    Gauge.builder("bidder.budget.late", budgets, Budgets::lateShare)
        .description("The share of bills that come after their reservations.")
        .register(registry);
    Gauge.builder("bidder.budget.reservations", budgets, Budgets::reservedBids)
        .description("Bids whose prices are reserved one by one.")
        .register(registry);
    Gauge.builder("bidder.budget.bank.away", budgets, by -> isAway(by.leases()) ? 1 : 0)
        .description("1 while the bank that budgets are leased from cannot be asked.")
        .register(registry);
    Gauge.builder("bidder.budget.bank.refused", budgets, by -> refused(by.leases()))
        .description("Budgets that the bank does not lease: it has something else in their place.")
        .register(registry);
    FunctionCounter.builder("bidder.budget.bank.lost", budgets, by -> losses(by.leases()))
        .description("Budgets of which the bank had lost what it knew, and was told again.")
        .register(registry);
  }

  private static boolean isAway(@Nullable Leases leases) {
    return leases != null && leases.away() != null;
  }

  private static int refused(@Nullable Leases leases) {
    return leases == null ? 0 : leases.refusedAccounts();
  }

  private static long losses(@Nullable Leases leases) {
    return leases == null ? 0 : leases.losses();
  }
}
