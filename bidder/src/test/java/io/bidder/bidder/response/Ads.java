package io.bidder.bidder.response;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.Creative.Delivery;
import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.Markup;
import io.bidder.bidder.campaign.Targeting;
import java.util.List;
import java.util.Map;

/** Made-up advertisers and their ads. */
final class Ads {
  private Ads() {}

  static Advertiser advertiser(String seat) {
    return new Advertiser("acme", "acme.example", List.of("IAB8"), 1, seat);
  }

  static Campaign campaign(String id, Advertiser advertiser, Creative... creatives) {
    return new Campaign(
        id,
        advertiser,
        null,
        null,
        new Economics("USD", 80_000_000, 0.25, 0, Long.MAX_VALUE),
        Targeting.everywhere(),
        List.of(),
        true,
        Map.of(),
        List.of(creatives));
  }

  static Campaign campaign(Creative... creatives) {
    return campaign("campaign-7", advertiser("seat-1"), creatives);
  }

  static Catalogue catalogue(Campaign... campaigns) {
    return new Catalogue(List.of(campaigns));
  }

  static Creative creative(String id, CreativeContent content, Delivery delivery) {
    return new Creative(
        id,
        "ad-" + id,
        content,
        List.of(2, 16),
        List.of("en", "de"),
        List.of("IAB8-5"),
        "com.acme.coffee",
        true,
        null,
        delivery,
        Map.of());
  }

  static CreativeContent.Banner banner(String markup) {
    return new CreativeContent.Banner(300, 250, 2, List.of("image/png"), Markup.of(markup));
  }

  static CreativeContent.Vast vast(String vast) {
    return new CreativeContent.Vast(
        false, 640, 360, 15, List.of("video/mp4"), 3, true, 900, Markup.of(vast));
  }

  static String vastXml(String duration) {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <VAST version="3.0">
    <Ad id="${BIDDER_CREATIVE}"><InLine><AdSystem>Bidder</AdSystem><AdTitle>Tea &amp; coffee</AdTitle>
    <Impression><![CDATA[https://t.example/i?p=${AUCTION_PRICE}&b=${BIDDER_BID}]]></Impression>
    <Creatives><Creative><Linear><Duration>%s</Duration>
    <MediaFiles><MediaFile delivery="progressive" type="video/mp4" width="640" height="360">
    <![CDATA[https://cdn.example/spot.mp4]]></MediaFile></MediaFiles></Linear></Creative></Creatives>
    </InLine></Ad></VAST>
    """
        .formatted(duration);
  }

  static CreativeContent.Native nativeAd(String title) {
    return new CreativeContent.Native(
        title,
        List.of(
            new CreativeContent.Image(
                1, Markup.of("https://cdn.example/i.png"), 64, 64, "image/png"),
            new CreativeContent.Image(
                3, Markup.of("https://cdn.example/m.jpg"), 1200, 627, "image/jpeg")),
        List.of(
            new CreativeContent.Data(1, "Roasters \"Acme\""),
            new CreativeContent.Data(2, "Roasted this morning,\nat your door tonight")),
        Markup.of("https://acme.example/?c=${BIDDER_CAMPAIGN}&b=${BIDDER_BID}"),
        List.of(Markup.of("https://t.example/c?r=${BIDDER_REQUEST}")),
        List.of(
            Markup.of("https://t.example/i?p=${AUCTION_PRICE}&b=${BIDDER_BID}"),
            Markup.of("https://v.example/i")));
  }
}
