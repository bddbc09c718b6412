package io.bidder.bidder.response;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.Creative;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Templates of the bids of a catalogue's ads, each made when its ad first wins and then kept: most
 * ads of a large catalogue do not before the next one comes. Thread-safe: templates are immutable,
 * and of two that two threads make of one ad either will do.
 */
public final class BidTemplates {
  private final Supplier<String> publicUrl;
  private final boolean outcomes;
  private final Creative[] creatives;
  private final @Nullable BidTemplate[] templates;
  private final Map<String, Ad> onNotice = new HashMap<>();

  /** An ad with its number in the catalogue. */
  private record Ad(int index, Campaign campaign) {}

  private BidTemplates(Creative[] creatives, Supplier<String> publicUrl, boolean outcomes) {
    this.publicUrl = publicUrl;
    this.outcomes = outcomes;
    this.creatives = creatives;
    templates = new BidTemplate[creatives.length];
  }

  /**
   * Templates of every ad.
   *
   * @param publicUrl the address at which exchanges reach the bidder, such as {@code
   *     https://bid.example.com}; asked for when there are bids
   * @param outcomes whether there are URLs that count impressions and clicks
   */
  public static BidTemplates of(Catalogue catalogue, Supplier<String> publicUrl, boolean outcomes) {
    int count = catalogue.campaigns().stream().mapToInt(c -> c.creatives().size()).sum();
    Creative[] creatives = new Creative[count];
    BidTemplates templates = new BidTemplates(creatives, publicUrl, outcomes);
    int index = 0;
    for (Campaign campaign : catalogue.campaigns()) {
      for (Creative creative : campaign.creatives()) {
        if (creative.delivery() == Creative.Delivery.NURL) {
          templates.onNotice.put(creative.id(), new Ad(index, campaign));
        }
        creatives[index++] = creative;
      }
    }
    return templates;
  }

  /** The template of a bid, whose ad is of this catalogue: known by identity. */
  @SuppressWarnings("ReferenceEquality")
  BidTemplate of(WinningBid bid) {
    if (creatives[bid.creativeIndex()] != bid.creative()) {
      throw new IllegalStateException("ad '" + bid.creative().id() + "' is of another catalogue");
    }
    return of(bid.creativeIndex(), bid.campaign());
  }

  private BidTemplate of(int index, Campaign campaign) {
    BidTemplate template = templates[index];
    if (template == null) {
      template = new BidTemplate(campaign, creatives[index], publicUrl.get(), outcomes);
      templates[index] = template;
    }
    return template;
  }

  /** An ad that is delivered on a win notice; null if there is none of that id. */
  @Nullable BidTemplate onNotice(String creativeId) {
    Ad ad = onNotice.get(creativeId);
    return ad == null ? null : of(ad.index, ad.campaign);
  }
}
