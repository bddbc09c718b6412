package io.bidder.bidder.budget;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Budget;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.Group;
import io.bidder.bidder.campaign.PacingMode;
import io.bidder.bidder.campaign.Targeting;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Campaigns with budgets, and without ads. */
final class Campaigns {
  private Campaigns() {}

  static Advertiser advertiser(String zone) {
    return new Advertiser("shop", "shop.example", List.of(), 1, "seat", Map.of(), ZoneId.of(zone));
  }

  static Campaign of(String id, Advertiser advertiser, @Nullable Group group, Budget budget) {
    return new Campaign(
        id,
        advertiser,
        group,
        null,
        null,
        new Economics("USD", 1_000_000, 1, 0, Long.MAX_VALUE),
        budget,
        Targeting.everywhere(),
        List.of(),
        true,
        Map.of(),
        List.of());
  }

  /** A daily budget in units of the currency. */
  static Budget daily(double units) {
    return new Budget(Long.MAX_VALUE, Math.round(units * 1e6), PacingMode.ASAP, 0);
  }
}
