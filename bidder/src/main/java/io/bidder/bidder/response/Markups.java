package io.bidder.bidder.response;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.CreativeContent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bids of a catalogue's ads as far as they are known beforehand: made once when the catalogue
 * is loaded, and replaced with it. Immutable and thread-safe.
 */
public final class Markups {
  /** Characters of an ad's markup. */
  public static final int MAX_MARKUP_CHARS = 256 * 1024;

  private final IdentityHashMap<Creative, CreativeMarkup> byCreative = new IdentityHashMap<>();
  private final Map<String, CreativeMarkup> onNotice = new HashMap<>();

  private Markups() {}

  /**
   * Prepares the bids of every ad.
   *
   * @param publicUrl where exchanges reach the bidder, such as {@code https://bid.example.com};
   *     empty if no ad is delivered on a win notice
   * @throws InvalidMarkupException naming every ad whose markup cannot be delivered
   */
  public static Markups of(Catalogue catalogue, String publicUrl) {
    Markups markups = new Markups();
    List<String> problems = new ArrayList<>();
    for (Campaign campaign : catalogue.campaigns()) {
      for (Creative creative : campaign.creatives()) {
        try {
          markups.add(campaign, creative, publicUrl);
        } catch (InvalidMarkupException e) {
          problems.add(
              "campaign '" + campaign.id() + "', ad '" + creative.id() + "': " + e.getMessage());
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidMarkupException(String.join("\n", problems));
    }
    return markups;
  }

  private void add(Campaign campaign, Creative creative, String publicUrl) {
    if (chars(creative.content()) > MAX_MARKUP_CHARS) {
      throw new InvalidMarkupException(
          chars(creative.content())
              + " characters of markup: expected at most "
              + MAX_MARKUP_CHARS);
    }
    if (creative.delivery() == Creative.Delivery.NURL && publicUrl.isEmpty()) {
      throw new InvalidMarkupException(
          "delivered on a win notice: expected a public URL to be configured");
    }
    CreativeMarkup markup = new CreativeMarkup(campaign, creative, publicUrl);
    byCreative.put(creative, markup);
    if (creative.delivery() == Creative.Delivery.NURL
        && onNotice.putIfAbsent(creative.id(), markup) != null) {
      throw new InvalidMarkupException(
          "delivered on a win notice: expected an id that no other such ad has");
    }
  }

  /** What there is of an ad of this catalogue, which is known by identity. */
  CreativeMarkup of(Creative creative) {
    CreativeMarkup markup = byCreative.get(creative);
    if (markup == null) {
      throw new IllegalStateException("ad '" + creative.id() + "' is of another catalogue");
    }
    return markup;
  }

  /** An ad that is delivered on a win notice; null if there is none of that id. */
  @Nullable CreativeMarkup onNotice(String creativeId) {
    return onNotice.get(creativeId);
  }

  private static int chars(CreativeContent content) {
    return switch (content) {
      case CreativeContent.Banner banner -> banner.markup().length();
      case CreativeContent.Vast vast -> vast.vast().length();
      case CreativeContent.Native ad -> chars(ad);
    };
  }

  private static int chars(CreativeContent.Native ad) {
    int chars = ad.title().length() + ad.link().length();
    for (CreativeContent.Image image : ad.images()) {
      chars += image.url().length();
    }
    for (CreativeContent.Data data : ad.data()) {
      chars += data.value().length();
    }
    for (String tracker : ad.clickTrackers()) {
      chars += tracker.length();
    }
    for (String tracker : ad.impressionTrackers()) {
      chars += tracker.length();
    }
    return chars;
  }
}
