package io.bidder.bidder.feature;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.modelstore.schema.RawValues;
import org.jspecify.annotations.Nullable;

/** What a feature's {@code campaign.} or {@code creative.} path names of an ad. */
final class CandidateSources {
  private static final String CAMPAIGN = "campaign.";
  private static final String CREATIVE = "creative.";
  private static final double MICROS = 1e6;

  private CandidateSources() {}

  /** Puts what an ad says at a path. */
  @FunctionalInterface
  interface Reader {
    void put(Campaign campaign, Creative creative, RawValues into, int source);
  }

  static boolean isCandidate(String path) {
    return path.startsWith(CAMPAIGN) || path.startsWith(CREATIVE);
  }

  /**
   * The reader of a path. A name that is none of the catalogue's own is one of its free attributes,
   * which may be absent.
   */
  static Reader of(String path) {
    return switch (path) {
      case "campaign.id" -> (campaign, creative, into, at) -> into.putText(at, campaign.id());
      case "campaign.advertiser" ->
          (campaign, creative, into, at) ->
              attribute(
                  campaign.attributes().get("advertiser"),
                  campaign.advertiser().domain(),
                  into,
                  at);
      case "campaign.averageOrderValue" ->
          (campaign, creative, into, at) ->
              into.putDouble(at, campaign.economics().averageOrderValueMicros() / MICROS);
      case "creative.id" -> (campaign, creative, into, at) -> into.putText(at, creative.id());
      case "creative.bundle" ->
          (campaign, creative, into, at) -> into.putText(at, creative.bundle());
      case "creative.w" -> (campaign, creative, into, at) -> put(width(creative), into, at);
      case "creative.h" -> (campaign, creative, into, at) -> put(height(creative), into, at);
      default -> path.startsWith(CAMPAIGN) ? campaignAttribute(path) : creativeFeature(path);
    };
  }

  private static Reader campaignAttribute(String path) {
    String name = path.substring(CAMPAIGN.length());
    return (campaign, creative, into, at) -> {
      String value = campaign.attributes().get(name);
      if (value != null) {
        into.putText(at, value);
      }
    };
  }

  private static Reader creativeFeature(String path) {
    String name = path.substring(CREATIVE.length());
    return (campaign, creative, into, at) -> {
      String value = creative.features().get(name);
      if (value != null) {
        into.putText(at, value);
      }
    };
  }

  /** A catalogue that says it otherwise is believed. */
  private static void attribute(@Nullable String own, String orElse, RawValues into, int at) {
    into.putText(at, own == null ? orElse : own);
  }

  private static void put(int size, RawValues into, int at) {
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
