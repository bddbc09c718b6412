package io.bidder.bidder.response;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.Macro;
import io.bidder.bidder.campaign.Markup;
import io.bidder.bidder.notice.Token;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pages that clicks on a catalogue's ads go to. Immutable and thread-safe. */
public final class Landings {
  private final Map<String, Landing> byCreative = new HashMap<>();

  /** An ad's page. */
  private record Landing(Campaign campaign, @Nullable Markup page) {}

  private Landings() {}

  /** The pages of a catalogue's ads. */
  public static Landings of(Catalogue catalogue) {
    Landings landings = new Landings();
    for (Campaign campaign : catalogue.campaigns()) {
      for (Creative creative : campaign.creatives()) {
        landings.byCreative.put(creative.id(), new Landing(campaign, creative.landing()));
      }
    }
    return landings;
  }

  /**
   * The page of a click.
   *
   * @param clickId what the page tells of it
   * @return empty if the ad says itself where it leads to, so that clicks on it are only counted;
   *     null if it is not in the catalogue
   */
  public @Nullable String url(Token click, String clickId) {
    Landing landing = byCreative.get(click.subject().creativeId());
    if (landing == null || !landing.campaign.id().equals(click.subject().campaignId())) {
      return null;
    }
    Markup page = landing.page;
    if (page == null) {
      return "";
    }
    StringBuilder url = new StringBuilder();
    for (Markup.Part part : page.parts()) {
      switch (part) {
        case Markup.Part.Constant(String text) -> url.append(text);
        case Markup.Part.Placeholder placeholder ->
            url.append(
                Template.percentEncoded(
                    value(placeholder.macro(), landing.campaign, click, clickId)));
      }
    }
    return url.toString();
  }

  private static String value(Macro macro, Campaign campaign, Token click, String clickId) {
    return switch (macro) {
      case BIDDER_CAMPAIGN -> campaign.id();
      case BIDDER_CREATIVE -> click.subject().creativeId();
      case BIDDER_ADVERTISER -> campaign.advertiser().id();
      case BIDDER_BID -> click.bidId().toString();
      case BIDDER_CACHEBUSTER -> Long.toUnsignedString(click.bidId().low());
      case BIDDER_CLICK_ID -> clickId;
      // The catalogue has no other there.
      default -> "";
    };
  }
}
