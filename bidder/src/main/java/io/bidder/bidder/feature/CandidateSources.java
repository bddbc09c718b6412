package io.bidder.bidder.feature;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.Economics;
import io.bidder.modelstore.schema.ValueSink;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The values of an ad by a feature's {@code campaign.} or {@code creative.} path: the catalogue's
 * attribute of that name, or else one of its own fields.
 */
final class CandidateSources {
  private static final String CAMPAIGN = "campaign.";
  private static final String CREATIVE = "creative.";
  private static final double MICROS = 1e6;

  private CandidateSources() {}

  /** Puts the value that an ad has at a path. */
  @FunctionalInterface
  interface Reader {
    void put(Campaign campaign, Creative creative, ValueSink into, int source);
  }

  /** The reader of a path, which is one of a campaign or a creative. */
  static Reader of(String path) {
    return switch (path) {
      // Its own ids, by which the rest of the bidder knows an ad, come before any attribute.
      case "campaign.id" -> (campaign, creative, into, at) -> into.putText(at, campaign.id());
      case "creative.id" -> (campaign, creative, into, at) -> into.putText(at, creative.id());
      case "campaign.advertiser" -> text(path, (ad, creative) -> ad.advertiser().domain());
      case "campaign.seat" -> text(path, (campaign, creative) -> campaign.advertiser().seat());
      case "campaign.currency" -> text(path, (ad, creative) -> ad.economics().currency());
      case "campaign.bundle" -> text(path, (campaign, creative) -> creative.bundle());
      case "creative.bundle" -> text(path, (campaign, creative) -> creative.bundle());
      case "creative.adid" -> text(path, (campaign, creative) -> creative.adId());
      case "campaign.averageOrderValue" ->
          orElse(
              path,
              (campaign, creative, into, at) -> {
                Economics economics = campaign.economics();
                if (economics.clickValueMicros() == 0) {
                  into.putDouble(at, economics.averageOrderValueMicros() / MICROS);
                }
              });
      case "creative.w" ->
          orElse(path, (campaign, creative, into, at) -> put(width(creative), into, at));
      case "creative.h" ->
          orElse(path, (campaign, creative, into, at) -> put(height(creative), into, at));
      default -> orElse(path, (campaign, creative, into, at) -> {});
    };
  }

  private static Reader text(String path, BiFunction<Campaign, Creative, String> own) {
    return orElse(
        path, (campaign, creative, into, at) -> into.putText(at, own.apply(campaign, creative)));
  }

  /** Puts the attribute that has the path's name, or else the catalogue's own field. */
  private static Reader orElse(String path, Reader own) {
    boolean ofCampaign = path.startsWith(CAMPAIGN);
    String name = path.substring(ofCampaign ? CAMPAIGN.length() : CREATIVE.length());
    return (campaign, creative, into, at) -> {
      @Nullable String value =
          ofCampaign ? campaign.attributes().get(name) : creative.features().get(name);
      if (value == null) {
        own.put(campaign, creative, into, at);
      } else {
        into.putText(at, value);
      }
    };
  }

  private static void put(int size, ValueSink into, int at) {
    if (size > 0) {
      into.putLong(at, size);
    }
  }

  private static int width(Creative creative) {
    return switch (creative.content()) {
      case CreativeContent.Banner banner -> banner.w();
      case CreativeContent.Vast vast -> vast.w();
      case CreativeContent.Native other -> 0;
    };
  }

  private static int height(Creative creative) {
    return switch (creative.content()) {
      case CreativeContent.Banner banner -> banner.h();
      case CreativeContent.Vast vast -> vast.h();
      case CreativeContent.Native other -> 0;
    };
  }
}
