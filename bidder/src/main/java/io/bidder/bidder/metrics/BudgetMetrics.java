package io.bidder.bidder.metrics;

import io.bidder.bidder.budget.Budgets;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

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
    Gauge.builder("bidder.budget.overspent", budgets, Budgets::overspentShare)
        .description("The largest part of a budget that was billed beyond it.")
        .register(registry);
    Gauge.builder("bidder.budget.late", budgets, Budgets::lateShare)
        .description("The share of bills that come after their reservations.")
        .register(registry);
    Gauge.builder("bidder.budget.reservations", budgets, Budgets::reservedBids)
        .description("Bids whose prices are reserved one by one.")
        .register(registry);
  }
}
