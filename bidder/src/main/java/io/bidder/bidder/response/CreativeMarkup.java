package io.bidder.bidder.response;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.response.MarkupTemplate.Place;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All of an ad's bids that is known beforehand. Immutable and thread-safe. */
final class CreativeMarkup {
  private static final int MTYPE_BANNER = 1;
  private static final int MTYPE_VIDEO = 2;
  private static final int MTYPE_AUDIO = 3;
  private static final int MTYPE_NATIVE = 4;

  final Campaign campaign;
  final Creative creative;

  /** Members of the bid object, each with a comma before it. */
  final byte[] fields;

  /** The notice URL up to what a native ad adds; null if the markup stands in the bid. */
  final @Nullable MarkupTemplate noticeUrl;

  /** HTML or VAST, where it is delivered; null for a native ad. */
  final @Nullable MarkupTemplate template;

  /** Where it is delivered; null for any other ad. */
  final @Nullable NativeMarkup nativeMarkup;

  /**
   * Prepares an ad's bids.
   *
   * @throws InvalidMarkupException if they cannot be made
   */
  CreativeMarkup(Campaign campaign, Creative creative, String publicUrl) {
    this.campaign = campaign;
    this.creative = creative;
    fields = fields(campaign.advertiser(), campaign, creative).getBytes(StandardCharsets.UTF_8);
    boolean onNotice = creative.delivery() == Creative.Delivery.NURL;
    Place place = onNotice ? Place.NOTICE : Place.BID;
    noticeUrl =
        onNotice
            ? MarkupTemplate.compile(
                NoticeUrl.template(publicUrl, creative.id()), Place.BID, campaign, creative)
            : null;
    switch (creative.content()) {
      case CreativeContent.Banner banner -> {
        template = MarkupTemplate.compile(banner.markup(), place, campaign, creative);
        nativeMarkup = null;
      }
      case CreativeContent.Vast vast -> {
        VastDocument.check(vast);
        template = MarkupTemplate.compile(vast.vast(), place, campaign, creative);
        nativeMarkup = null;
      }
      case CreativeContent.Native ad -> {
        template = null;
        nativeMarkup = new NativeMarkup(ad, place, campaign, creative);
      }
    }
  }

  private static String fields(Advertiser advertiser, Campaign campaign, Creative creative) {
    StringBuilder json = new StringBuilder();
    text(json, "adid", creative.adId());
    if (!advertiser.domain().isEmpty()) {
      json.append(",\"adomain\":").append(Json.strings(List.of(advertiser.domain())));
    }
    text(json, "bundle", creative.bundle());
    text(json, "cid", campaign.id());
    text(json, "crid", creative.id());
    List<String> categories =
        creative.categories().isEmpty() ? advertiser.categories() : creative.categories();
    if (!categories.isEmpty()) {
      json.append(",\"cat\":").append(Json.strings(categories));
      json.append(",\"cattax\":").append(advertiser.categoryTaxonomy());
    }
    if (!creative.attributes().isEmpty()) {
      json.append(",\"attr\":").append(creative.attributes()); // As a list of numbers prints.
    }
    if (!creative.languages().isEmpty()) {
      text(json, "language", creative.languages().getFirst());
    }
    switch (creative.content()) {
      case CreativeContent.Banner _ -> number(json, "mtype", MTYPE_BANNER);
      case CreativeContent.Vast vast -> {
        number(json, "mtype", vast.audio() ? MTYPE_AUDIO : MTYPE_VIDEO);
        number(json, "protocol", vast.protocol());
        number(json, "dur", vast.durationSeconds());
        if (!vast.audio()) {
          number(json, "w", vast.w());
          number(json, "h", vast.h());
        }
      }
      case CreativeContent.Native _ -> number(json, "mtype", MTYPE_NATIVE);
    }
    return json.toString();
  }

  private static void text(StringBuilder json, String name, String value) {
    if (!value.isEmpty()) {
      json.append(",\"").append(name).append("\":").append(Json.string(value));
    }
  }

  private static void number(StringBuilder json, String name, int value) {
    if (value > 0) {
      json.append(",\"").append(name).append("\":").append(value);
    }
  }
}
