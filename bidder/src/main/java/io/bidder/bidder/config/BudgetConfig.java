package io.bidder.bidder.config;

import io.bidder.settings.Section;
import io.bidder.settings.Types;
import java.time.Duration;

/**
 * The settings of budgets; the keys below {@code budget}.
 *
 * @param reservation the time for which a bid claims its price, unless it is billed or lost before
 * @param maxReservations bids near a limit that are remembered one by one
 */
public record BudgetConfig(Duration reservation, int maxReservations) {
  static BudgetConfig read(Section section) {
    return new BudgetConfig(
        section
            .get("reservation", Types.duration(Duration.ofMillis(100), Duration.ofHours(1)))
            .or(Duration.ofMinutes(1)),
        section.get("maxReservations", Types.integer(1_000, 100_000_000)).or(1_000_000));
  }
}
