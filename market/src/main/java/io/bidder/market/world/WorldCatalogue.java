package io.bidder.market.world;

import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes a world's campaigns as the catalogue that a bidder is started with, so that all it can
 * advertise is what the world knows the truth about. docs/reference/catalogue.md describes the
 * format.
 */
public final class WorldCatalogue {
  private static final String SEAT = "market";
  private static final int SPOT_SECONDS = 15;
  private static final int MICRO_DECIMALS = 6;

  private static final String IMAGE =
      """
      <img src="https://cdn.%1$s/%2$s.%3$s" width="%4$d" height="%5$d" alt="">\
      """;
  private static final String CLIP =
      """
      <video src="https://cdn.%1$s/%2$s.%3$s" width="%4$d" height="%5$d" autoplay muted loop></video>\
      """;

  private WorldCatalogue() {}

  /** The money of campaigns, which no world knows of: their budgets and caps. */
  public interface Terms {
    /** No budgets, no caps, and each campaign of an advertiser of its own. */
    Terms NONE =
        new Terms() {
          @Override
          public String advertiserId(Campaign campaign) {
            return campaign.advertiserId();
          }

          @Override
          public String timeZone(String advertiserId) {
            return "UTC";
          }

          @Override
          public String groups() {
            return "";
          }

          @Override
          public String of(Campaign campaign) {
            return "";
          }
        };

    /** The advertiser of a campaign: its own, or that of a campaign of the same category. */
    String advertiserId(Campaign campaign);

    /** The zone in which an advertiser's days begin. */
    String timeZone(String advertiserId);

    /** The section {@code groups}, or nothing. */
    String groups();

    /** Lines that a campaign has beside those that its world knows. */
    String of(Campaign campaign);
  }

  /**
   * Writes advertisers and campaigns. Creatives of the size of a television spot are videos, all
   * others banners. Every campaign bids in the open and under each {@link Site#dealId() deal}.
   */
  public static void write(World world, Writer out) throws IOException {
    write(world, Terms.NONE, out);
  }

  /** Writes them with budgets and caps. */
  public static void write(World world, Terms terms, Writer out) throws IOException {
    out.write("advertisers:\n");
    for (Campaign campaign : world.campaigns()) {
      String id = campaign.advertiserId();
      if (!terms.advertiserId(campaign).equals(id)) {
        continue;
      }
      String timeZone = terms.timeZone(id);
      out.write(
          "  - {id: %s, domain: %s, seat: %s, categories: [%s]%s}\n"
              .formatted(
                  id,
                  domain(campaign),
                  SEAT,
                  Names.ADVERTISER_CATEGORIES.get(campaign.category()),
                  timeZone.equals("UTC") ? "" : ", timeZone: " + timeZone));
    }
    out.write(terms.groups());
    List<String> deals =
        IntStream.range(0, Names.SITE_CATEGORIES.size()).mapToObj(Site::dealId).toList();
    out.write("campaignCount: %d\ncampaigns:\n".formatted(world.campaigns().size()));
    for (Campaign campaign : world.campaigns()) {
      out.write(
          """
            - id: %s
              advertiser: %s
              economics: {averageOrderValue: %s, currency: USD, roasCoefficient: %s}
              deals: %s
              openAuction: true
              attributes: {category: %s}
          %s    creatives:
          """
              .formatted(
                  campaign.id(),
                  terms.advertiserId(campaign),
                  decimal(world.meanOrderMicros(campaign)),
                  campaign.roasCoefficient(),
                  deals,
                  campaign.categoryName(),
                  terms.of(campaign)));
      for (Creative creative : world.creatives(campaign)) {
        out.write(creative.isVideo() ? spot(creative) : banner(creative));
        out.write(features(creative));
        if (creative.isNativeToo()) {
          out.write(nativeAd(creative));
          out.write(features(creative));
        }
      }
    }
  }

  private static String features(Creative creative) {
    return "        features: {format: %s, price: %s}\n"
        .formatted(creative.formatName(), decimal(creative.priceMicros()));
  }

  private static String nativeAd(Creative creative) {
    return """
          - id: %1$s
            native:
              title: %2$s by %3$s
              link: "%4$s"
              images:
                - {type: main, url: "https://cdn.%3$s/%2$s.jpg", size: 300x250, mime: image/jpeg}
              data:
                sponsored: %3$s
                description: Seen, liked and ordered.
    """
        .formatted(
            creative.nativeId(), creative.id(), domain(creative.campaign()), landing(creative));
  }

  private static String banner(Creative creative) {
    String type =
        switch (creative.formatName()) {
          case "animation" -> "gif";
          case "video" -> "mp4";
          default -> "jpeg";
        };
    boolean clip = type.equals("mp4");
    String shown =
        (clip ? CLIP : IMAGE)
            .formatted(
                domain(creative.campaign()),
                creative.id(),
                type,
                creative.width(),
                creative.height());
    return """
          - id: %s
            landing: "%s"
            banner:
              size: %dx%d
              mimes: [%s/%s]
              markup: >-
                <a href="${BIDDER_CLICK_URL}">%s</a>
                <img src="${BIDDER_IMPRESSION_URL}" width="1" height="1" alt="">
    """
        .formatted(
            creative.id(),
            landing(creative),
            creative.width(),
            creative.height(),
            clip ? "video" : "image",
            type,
            shown);
  }

  private static String spot(Creative creative) {
    return """
          - id: %1$s
            video:
              size: %2$dx%3$d
              durationSeconds: %4$d
              mimes: [video/mp4]
              bitrateKbps: 1400
              markup: |
                <VAST version="4.2">
                  <Ad id="%1$s">
                    <InLine>
                      <AdSystem>%5$s</AdSystem>
                      <AdTitle>%1$s</AdTitle>
                      <AdServingId>${BIDDER_BID}</AdServingId>
                      <Impression><![CDATA[https://%5$s/seen?auction=${AUCTION_ID}]]></Impression>
                      <Creatives>
                        <Creative>
                          <UniversalAdId idRegistry="%5$s">%1$s</UniversalAdId>
                          <Linear>
                            <Duration>00:00:%4$02d</Duration>
                            <VideoClicks><ClickThrough><![CDATA[%6$s]]></ClickThrough></VideoClicks>
                            <MediaFiles>
                              <MediaFile delivery="progressive" type="video/mp4" bitrate="1400" width="%2$d" height="%3$d">
                                <![CDATA[https://cdn.%5$s/%1$s.mp4]]>
                              </MediaFile>
                            </MediaFiles>
                          </Linear>
                        </Creative>
                      </Creatives>
                    </InLine>
                  </Ad>
                </VAST>
    """
        .formatted(
            creative.id(),
            creative.width(),
            creative.height(),
            SPOT_SECONDS,
            domain(creative.campaign()),
            landing(creative));
  }

  private static String landing(Creative creative) {
    return "https://%s/?ad=%s&click=${BIDDER_CLICK_ID}"
        .formatted(domain(creative.campaign()), creative.id());
  }

  private static String domain(Campaign campaign) {
    return campaign.advertiserId() + ".example";
  }

  /** An amount as a catalogue has it. */
  public static String decimal(long micros) {
    return BigDecimal.valueOf(micros, MICRO_DECIMALS).stripTrailingZeros().toPlainString();
  }
}
