package io.bidder.benchmarks.stages;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.Targeting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Campaigns with one ad each that may all bid for any 300x250 banner. */
final class AdsForAll {
  private AdsForAll() {}

  static Catalogue of(int count) {
    List<Campaign> campaigns = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      campaigns.add(campaign(i));
    }
    return new Catalogue(campaigns);
  }

  private static Campaign campaign(int number) {
    String domain = "ad-" + number + ".example";
    return new Campaign(
        "campaign-" + number,
        new Advertiser("advertiser-" + number, domain, List.of("IAB3"), 1, "seat-" + number % 3),
        null,
        null,
        new Economics("USD", 80_000_000L + 1_000_000L * (number % 50), 0.25, 0, Long.MAX_VALUE),
        Targeting.everywhere(),
        List.of(),
        true,
        Map.of(),
        List.of(
            new Creative(
                "creative-" + number,
                "ad-" + number,
                new CreativeContent.Banner(300, 250, 2, List.of("image/jpeg"), markup(domain)),
                List.of(),
                List.of(),
                List.of(),
                "",
                true,
                Creative.Delivery.ADM,
                Map.of())));
  }

  private static String markup(String domain) {
    return "<a href=\"https://"
        + domain
        + "/?auction=${AUCTION_ID}&amp;imp=${AUCTION_IMP_ID}\"><img src=\"https://cdn."
        + domain
        + "/300x250.jpg\" width=\"300\" height=\"250\"></a><img src=\"https://"
        + domain
        + "/win?price=${AUCTION_PRICE}\" width=\"1\" height=\"1\">";
  }
}
