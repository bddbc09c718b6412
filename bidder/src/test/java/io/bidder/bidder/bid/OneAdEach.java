package io.bidder.bidder.bid;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Cap;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.Markup;
import io.bidder.bidder.campaign.Targeting;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Catalogues of campaigns that bid everywhere with a banner of 300x250 each. */
final class OneAdEach {
  private OneAdEach() {}

  /** One campaign. */
  static Catalogue catalogue(Economics economics, String markup) {
    return catalogue(1, economics, markup);
  }

  /** Campaigns {@code c0, c1, ...}, whose ads are {@code cr0, cr1, ...}. */
  static Catalogue catalogue(int campaigns, Economics economics, String markup) {
    return new Catalogue(
        IntStream.range(0, campaigns).mapToObj(i -> campaign(i, economics, markup)).toList());
  }

  /** One campaign, whose advertiser has a cap. */
  static Catalogue capped(Cap cap, Economics economics, String markup) {
    Campaign free = campaign(0, economics, markup);
    Advertiser acme = free.advertiser();
    return new Catalogue(
        List.of(
            new Campaign(
                free.id(),
                new Advertiser(
                    acme.id(),
                    acme.domain(),
                    acme.categories(),
                    acme.categoryTaxonomy(),
                    true,
                    acme.seat(),
                    acme.seats(),
                    acme.timeZone(),
                    List.of(cap),
                    null),
                null,
                null,
                economics,
                free.targeting(),
                free.deals(),
                true,
                Map.of(),
                free.creatives())));
  }

  private static Campaign campaign(int number, Economics economics, String markup) {
    Creative creative =
        new Creative(
            "cr" + number,
            "ad" + number,
            new CreativeContent.Banner(300, 250, 2, List.of(), Markup.of(markup)),
            List.of(),
            List.of(),
            List.of(),
            "",
            true,
            null,
            Creative.Delivery.ADM,
            Map.of());
    return new Campaign(
        "c" + number,
        new Advertiser("acme", "acme.example", List.of(), 1, "seat"),
        null,
        null,
        economics,
        Targeting.everywhere(),
        List.of(),
        true,
        Map.of(),
        List.of(creative));
  }
}
