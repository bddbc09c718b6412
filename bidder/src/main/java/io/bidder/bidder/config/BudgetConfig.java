package io.bidder.bidder.config;

import io.bidder.settings.Section;
import io.bidder.settings.Types;
import java.time.Duration;

/**
 * The settings of budgets; the keys below {@code budget}.
 *
 * @param reservation the time for which a bid claims its price, unless it is billed or lost before
 * @param maxReservations bids near a limit that are remembered one by one
 * @param bank that a fleet leases budgets from
 */
public record BudgetConfig(Duration reservation, int maxReservations, BankConfig bank) {
  static BudgetConfig read(Section section) {
    Duration reservation =
        section
            .get("reservation", Types.duration(Duration.ofMillis(100), Duration.ofHours(1)))
            .or(Duration.ofMinutes(1));
    int maxReservations =
        section.get("maxReservations", Types.integer(1_000, 100_000_000)).or(1_000_000);
    return new BudgetConfig(reservation, maxReservations, BankConfig.read(section));
  }
}
