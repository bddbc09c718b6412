package io.bidder.bidder.pricing;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.Markup;
import io.bidder.bidder.campaign.Targeting;
import java.util.List;
import java.util.Map;

/** An ad of which only the economics matter. */
final class AnyAd {
  private AnyAd() {}

  /** Makes a candidate of an ad whose index and slots are {@code number}. */
  static void set(Candidate candidate, int number, Economics economics) {
    set(
        candidate,
        number,
        economics,
        new CreativeContent.Banner(300, 250, 2, List.of(), Markup.of("<b>ad</b>")));
  }

  /** Likewise, of an ad with some content. */
  static void set(Candidate candidate, int number, Economics economics, CreativeContent content) {
    Creative creative =
        new Creative(
            "creative",
            "ad",
            content,
            List.of(),
            List.of(),
            List.of(),
            "",
            true,
            null,
            Creative.Delivery.ADM,
            Map.of());
    Advertiser advertiser = new Advertiser("a", "a.example", List.of(), 1, "seat");
    Campaign campaign =
        new Campaign(
            "campaign",
            advertiser,
            null,
            null,
            economics,
            Targeting.everywhere(),
            List.of(),
            true,
            Map.of(),
            List.of(creative));
    candidate.set(number, number, number, campaign, creative);
  }
}
